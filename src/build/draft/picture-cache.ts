import type { PictureRenderer } from "../../pictures/picture-renderer.ts";
import type { PublishedFile } from "../../pictures/published-file.ts";

interface Kept {
  readonly entry: PublishedFile;
  readonly bytes: Uint8Array;
}

/** The pictures of drafts that stand in no output folder, so that none is made twice. */
export class PictureCache {
  readonly #kept = new Map<string, ReadonlyMap<string, Kept>>();

  /** What is kept of an article, by file. */
  entriesOf(slug: string): ReadonlyMap<string, PublishedFile> {
    return new Map([...(this.#kept.get(slug) ?? [])].map(([file, { entry }]) => [file, entry]));
  }

  find(slug: string, file: string): Uint8Array | undefined {
    return this.#kept.get(slug)?.get(file)?.bytes;
  }

  /** Keeps what a draft shows and is not published, and nothing that no draft shows any more. */
  keep(
    slug: string,
    { files, made }: Pick<PictureRenderer, "files" | "made">,
    published: ReadonlyMap<string, PublishedFile>,
  ): void {
    const fresh = new Map(made.map(({ file, bytes }) => [file, bytes]));
    this.#kept.set(
      slug,
      new Map(
        files.flatMap((entry) => {
          const bytes = fresh.get(entry.file) ?? this.find(slug, entry.file);
          return bytes === undefined || published.has(entry.file)
            ? []
            : [[entry.file, { entry, bytes }] as const];
        }),
      ),
    );
  }
}
