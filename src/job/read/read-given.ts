import {
  type GivenPicture,
  mostGivenBytes,
  mostGivenBytesInAll,
} from "../../blocks/given-pictures.ts";
import type { ImageLayer } from "../../blocks/settings/image.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import { valueAt } from "../yaml/yaml-file.ts";
import { findPicture, type KnownPictures } from "./find-picture.ts";
import type { NamedAt } from "./named-at.ts";

/**
 * The pictures that one level names in its `reference`; reports what is wrong with them.
 * @param at the group that holds it
 * @returns nothing when it names none, or when one of them cannot be used
 */
export function readGiven(
  layer: ImageLayer | undefined,
  { file, path, bases }: NamedAt,
  job: {
    readonly folder: JobFolder;
    readonly diagnostics: DiagnosticList;
    readonly pictures: KnownPictures;
  },
): readonly GivenPicture[] | undefined {
  const { reference } = layer ?? {};
  if (reference === undefined) {
    return undefined;
  }
  const { report } = job.diagnostics;
  const whole = [...path, "reference"];
  const isJob = valueAt(file.value, ["blocks"]) === undefined;
  const given = (reference === false ? [] : [reference].flat()).map((each, index) => {
    const at = Array.isArray(reference) ? [...whole, index] : whole;
    if (typeof each === "string") {
      return findPicture(each, { file, path: at, bases }, mostGivenBytes, job);
    }
    if (isJob) {
      const message = "A job has no pictures of blocks: articles have.";
      report(file.placeOf(at), message, "Name a file here, or the picture in the article.");
      return undefined;
    }
    const { image, number } = each;
    return { image, number, ref: file.refOf([...at, "image"]) };
  });
  const found = given.filter((each) => each !== undefined);
  const bytes = found.reduce((sum, each) => sum + ("bytes" in each ? each.bytes : 0), 0);
  if (bytes > mostGivenBytesInAll) {
    const megabytes = mostGivenBytesInAll / 1024 / 1024;
    const message = `These pictures are larger than ${megabytes} MB together.`;
    report(file.placeOf(whole), message, "Use smaller ones, or fewer.");
    return undefined;
  }
  return found.length < given.length ? undefined : found;
}
