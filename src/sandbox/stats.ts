/** What a sandbox has seen so far. */
export interface SandboxStats {
  /** Requests by path, whatever came of them; files and posters count as `/files` and `/posters`. */
  readonly paths: Readonly<Record<string, number>>;
  /** API requests that were answered 200. */
  readonly answered: number;
  /** Pictures promised or sent in image replies. */
  readonly images: number;
  /** Pictures and posters that were sent whole. */
  readonly downloads: number;
  /** API requests that were refused with 429. */
  readonly rateLimited: number;
  /** Faults that were asked for, and happened. */
  readonly faults: number;
  /** The most API requests that were in the server at one time. */
  readonly peakConcurrency: number;
}

type Counter = "answered" | "images" | "downloads" | "rateLimited" | "faults";

export interface StatsCounter {
  /** The figures as they stand; they go on counting. */
  readonly stats: SandboxStats;
  readonly countPath: (path: string) => void;
  readonly count: (counter: Counter, by?: number) => void;
  /** Notes an API request as in the server until the function that it returns is called. */
  readonly enter: () => () => void;
}

/** Starts counting at 0. */
export function createStats(): StatsCounter {
  const paths: Record<string, number> = {};
  const stats = {
    paths,
    answered: 0,
    images: 0,
    downloads: 0,
    rateLimited: 0,
    faults: 0,
    peakConcurrency: 0,
  };
  let inside = 0;
  return {
    stats,
    countPath: (path) => {
      paths[path] = (paths[path] ?? 0) + 1;
    },
    count: (counter, by = 1) => {
      stats[counter] += by;
    },
    enter: () => {
      inside += 1;
      stats.peakConcurrency = Math.max(stats.peakConcurrency, inside);
      return () => {
        inside -= 1;
      };
    },
  };
}
