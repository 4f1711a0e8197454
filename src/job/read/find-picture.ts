import { type PictureFile, readPictureFile, type UnfitFile } from "../../files/picture-file.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import type { NamedAt } from "./named-at.ts";

/** The pictures that a job names; each file is read once, however many blocks name it. */
export type KnownPictures = Map<string, PictureFile | UnfitFile>;

/**
 * Finds a picture of the author's own in the job's folder; reports one that is not there, or that
 * is none.
 */
export function findPicture(
  name: string,
  { file, path, bases }: NamedAt,
  maxBytes: number,
  job: {
    readonly folder: JobFolder;
    readonly diagnostics: DiagnosticList;
    readonly pictures: KnownPictures;
  },
): PictureFile | undefined {
  const found = job.folder.find(name, bases);
  if (!("path" in found)) {
    job.diagnostics.report(file.placeOf(path), found.message, found.hint);
    return undefined;
  }
  const key = JSON.stringify([found.path, maxBytes]);
  const read = job.pictures.get(key) ?? readPictureFile(found.path, found.name, maxBytes);
  job.pictures.set(key, read);
  if ("sha256" in read) {
    return read;
  }
  job.diagnostics.report(file.placeOf(path), `${found.name} ${read.message}`, read.hint);
  return undefined;
}
