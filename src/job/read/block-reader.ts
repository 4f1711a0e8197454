import { type GivenPicture, mostGivenBytes } from "../../blocks/given-pictures.ts";
import type { BlockReader } from "../../blocks/block-reader.ts";
import { reportSecrets } from "../diagnostics/describe-secret.ts";
import type { ArticleContext } from "./article-context.ts";
import { findAttached } from "./find-attached.ts";
import { findPicture } from "./find-picture.ts";
import { findPicturesIn } from "./find-pictures-in.ts";
import { languageOfFile } from "./code-language.ts";
import type { FoundBlock } from "./found-block.ts";
import type { FoundFile } from "../folder/job-folder.ts";
import { readNamed } from "../folder/read-named.ts";
import { readTable } from "../tables/read-table.ts";
import type { JsonObject } from "../types.ts";
import type { PictureName } from "../../blocks/settings/picture-name.ts";
import { type Path, valueAt } from "../yaml/yaml-file.ts";

/** What a kind may ask about a block: its settings, its files, and where to report. */
export function createReader(
  { id, path }: FoundBlock,
  others: readonly FoundBlock[],
  context: ArticleContext,
): BlockReader {
  const { file, job } = context;
  return {
    id,
    textSettings: (own) => context.textSettings(own, path),
    imageSettings: (grouped, own) => context.imageSettings(grouped, own, path),
    givenPictures: (grouped, own) =>
      toFiles(context.givenPictures(grouped, own, { id, path }), others, context),
    ownPicture: (name) => findOwn(name, others)?.name,
    variantSettings: (own) => context.variantSettings(own),
    checks: (own, json) => context.checks(own, path, json),
    schema: (given, key) => context.schema(given, [...path, key]),
    findFile: (name, key) => findFile(name, [...path, key], context)?.path,
    findPicture: (name, at, maxBytes) =>
      findPicture(name, { file, path: [...path, ...at], bases: context.bases }, maxBytes, job),
    findPicturesIn: findPicturesIn(context),
    findAttached: (name, at) =>
      findAttached(name, { file, path: [...path, ...at], bases: context.bases }, job),
    refOf: (at) => file.refOf([...path, ...at]),
    readRows: (name, key) => readRows(name, [...path, key], context),
    readCode: (name, key) => readCode(name, [...path, key], context),
    report: (at, message, hint, options) => {
      const full = [...path, ...at];
      job.diagnostics.report(
        options?.atKey === true ? file.placeOfKey(full) : file.placeOf(full),
        message,
        hint,
      );
    },
    reportBlock: (name, message, hint) => {
      const other = others.find((each) => each.id.toLowerCase() === name.toLowerCase());
      if (other !== undefined) {
        job.diagnostics.report(file.placeOf(other.path), message, hint);
      }
    },
  };
}

/** Where a `picture` block names one of its files; undefined for a block of another kind. */
function findOwn(
  { image, number }: PictureName,
  blocks: readonly FoundBlock[],
): { readonly name: string; readonly path: Path } | undefined {
  const block = blocks.find((each) => each.id === image && each.key === "picture");
  const named = block && valueAt(block.value, ["picture"]);
  const name: unknown = [named].flat()[number - 1];
  return block === undefined || typeof name !== "string"
    ? undefined
    : { name, path: [...block.path, "picture", ...(Array.isArray(named) ? [number - 1] : [])] };
}

/** Puts the file in the place of the name of a picture that is the author's own. */
function toFiles(
  given: readonly GivenPicture[] | undefined,
  blocks: readonly FoundBlock[],
  { file, bases, job }: ArticleContext,
): readonly GivenPicture[] | undefined {
  return given?.flatMap((each): readonly GivenPicture[] => {
    const own = "image" in each ? findOwn(each, blocks) : undefined;
    if (own === undefined) {
      return [each];
    }
    const found = findPicture(own.name, { file, path: own.path, bases }, mostGivenBytes, job);
    return found === undefined ? [] : [found];
  });
}

function findFile(name: string, path: Path, context: ArticleContext): FoundFile | undefined {
  const { folder, diagnostics } = context.job;
  const found = folder.find(name, context.bases);
  if ("path" in found) {
    return found;
  }
  diagnostics.report(context.file.placeOf(path), found.message, found.hint);
  return undefined;
}

function readRows(
  name: string,
  path: Path,
  context: ArticleContext,
): readonly JsonObject[] | undefined {
  const found = findFile(name, path, context);
  const namedAt = context.file.placeOf(path);
  return (
    found && readTable(found, namedAt, context.job.diagnostics)?.rows.map(({ values }) => values)
  );
}

/** The source code in a file; nothing, and a mistake, when it cannot be shown. */
function readCode(
  name: string,
  path: Path,
  context: ArticleContext,
): { code: string; language: string } | undefined {
  const { diagnostics } = context.job;
  const found = findFile(name, path, context);
  if (found === undefined) {
    return undefined;
  }
  const source = readNamed(found, context.file.placeOf(path), diagnostics);
  if (source === undefined) {
    return undefined;
  }
  if (reportSecrets(found.name, source, diagnostics.report)) {
    return undefined;
  }
  if (source.trim() === "") {
    diagnostics.report(context.file.placeOf(path), `The file ${found.name} is empty.`);
    return undefined;
  }
  return { code: source.replaceAll("\r\n", "\n"), language: languageOfFile(found.name) };
}
