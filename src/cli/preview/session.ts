import { dirname } from "node:path";
import type { BuildOptions, Environment } from "../../build/environment.ts";
import type { Draft } from "../../build/draft/draft-article.ts";
import { type Drafts, openDrafts } from "../../build/draft/open-drafts.ts";
import { PictureCache } from "../../build/draft/picture-cache.ts";
import { loadCheckedJob, type LoadedJob } from "../../build/load-job.ts";
import { planLoaded } from "../../build/plan.ts";
import { PreloError } from "../../errors.ts";
import type { LookedFor } from "../../job/folder/job-folder.ts";
import type { Job } from "../../job/types.ts";
import { loadDotEnv } from "../dot-env.ts";
import { describeListed, describeProblems } from "./describe.ts";
import type { ListedArticle, Problem } from "./wire.ts";

/** The job as it stood when it was last read without mistakes. */
interface Reading {
  readonly loaded: LoadedJob;
  readonly drafts: Drafts;
  list?: Promise<readonly ListedArticle[]>;
}

/** What is previewed: the job, read again when one of its files changes, and drafts of its articles. */
export class Session {
  readonly #options: BuildOptions;
  readonly #environment: () => Environment;
  readonly #pictures = new PictureCache();
  #looked: LookedFor = { files: new Set(), patterns: new Set() };
  #reading: Reading | undefined;
  #problems: readonly Problem[] = [];

  /** @param environment asked again at each reading, since `.env` may have changed */
  constructor(options: BuildOptions, environment: () => Environment) {
    this.#options = options;
    this.#environment = environment;
  }

  /** The last good one; undefined as long as there was none. */
  get job(): Job | undefined {
    return this.#reading?.loaded.job;
  }

  /** Mistakes that the job has now. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** The files that the job was read from, those of the last good reading included. */
  get looked(): LookedFor {
    return this.#looked;
  }

  /**
   * Reads `.env` and the job again.
   * @returns what is wrong with the job; undefined when nothing is
   */
  async read(): Promise<PreloError | undefined> {
    try {
      loadDotEnv(dirname(this.#options.jobFile));
      let looked = this.#looked;
      const loaded = await loadCheckedJob(this.#options, (now) => {
        looked = now;
        this.#remember(now);
      });
      this.#looked = looked;
      const before = this.#reading;
      const drafts = openDrafts(loaded, this.#options, this.#environment(), this.#pictures);
      this.#reading = { loaded, drafts };
      this.#problems = [];
      await before?.drafts.close();
      return undefined;
    } catch (error) {
      if (!(error instanceof PreloError)) {
        throw error;
      }
      this.#problems = describeProblems(error);
      return error;
    }
  }

  /** All articles, with what a build would do about them. */
  async list(): Promise<readonly ListedArticle[]> {
    const reading = this.#reading;
    if (reading === undefined) {
      return [];
    }
    reading.list ??= planLoaded(reading.loaded, this.#options, this.#environment()).then(
      ({ articles }) => articles.map(describeListed),
    );
    return reading.list;
  }

  draft(slug: string): Promise<Draft | undefined> {
    return this.#reading?.drafts.draft(slug) ?? Promise.resolve(undefined);
  }

  /** A picture of a draft that is not published. */
  picture(slug: string, file: string): Uint8Array | undefined {
    return this.#pictures.find(slug, file);
  }

  async close(): Promise<void> {
    await this.#reading?.drafts.close();
  }

  /** While there are mistakes, not all files are looked for: those before are still waited for. */
  #remember({ files, patterns }: LookedFor): void {
    this.#looked = {
      files: new Set([...this.#looked.files, ...files]),
      patterns: new Set([...this.#looked.patterns, ...patterns]),
    };
  }
}
