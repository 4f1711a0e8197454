import { readFileSync } from "node:fs";
import { mostAttachedBytes, mostAttachedTextBytes } from "../../blocks/material.ts";
import { type AttachedFile, readAttachedFile } from "../../files/attached-file.ts";
import { findConflictMarks } from "../../files/find-conflict.ts";
import { readPdfTexts } from "../../files/pdf-texts.ts";
import type { UnfitFile } from "../../files/picture-file.ts";
import { findShapes } from "../../secrets/shapes.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import type { FoundFile, JobFolder } from "../folder/job-folder.ts";
import { secretHint } from "../diagnostics/describe-secret.ts";
import type { NamedAt } from "./named-at.ts";

/** The files that a job attaches; each is read once, however many blocks name it. */
export type KnownAttached = Map<string, AttachedFile | UnfitFile>;

/**
 * Finds a file in the job's folder that is to go along with a question; reports one that is not there, that
 * cannot be sent, or that holds a secret.
 */
export function findAttached(
  name: string,
  { file, path, bases }: NamedAt,
  job: {
    readonly folder: JobFolder;
    readonly diagnostics: DiagnosticList;
    readonly attached: KnownAttached;
  },
): AttachedFile | undefined {
  const { folder, diagnostics, attached } = job;
  const found = folder.find(name, bases);
  if (!("path" in found)) {
    diagnostics.report(file.placeOf(path), found.message, found.hint);
    return undefined;
  }
  const known = attached.get(found.path);
  const limits = { file: mostAttachedBytes, text: mostAttachedTextBytes };
  const read = known ?? readAttachedFile(found.path, found.name, limits);
  attached.set(found.path, read);
  if (!("sha256" in read)) {
    diagnostics.report(file.placeOf(path), `${found.name} ${read.message}`, read.hint);
    return undefined;
  }
  if (known === undefined && !isClean(found, read, diagnostics)) {
    attached.set(found.path, { message: "cannot be sent as it is (see there)." });
    return undefined;
  }
  return read;
}

/** Reports what a text or a PDF must not hold, at its line. */
function isClean(
  { path, name }: FoundFile,
  { kind }: AttachedFile,
  { report, sources }: DiagnosticList,
): boolean {
  if (kind === "picture") {
    return true;
  }
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  const texts = kind === "text" ? [text] : readPdfTexts(bytes);
  const [secret] = texts.flatMap((each) => findShapes(each));
  if (secret !== undefined) {
    const line = kind === "text" ? text.slice(0, secret.start).split("\n").length : 1;
    sources.set(name, kind === "text" ? text : "");
    const message = `This file is sent to a model, and holds what looks like ${secret.name}.`;
    report({ file: name, line, column: 1 }, message, secretHint);
    return false;
  }
  const [conflict] = kind === "text" ? findConflictMarks(text) : [];
  if (conflict !== undefined) {
    sources.set(name, text);
    const message = "git could not merge this, and left both sides in the file.";
    const hint = "Keep one side and remove the lines with the markers.";
    report({ file: name, line: conflict, column: 1 }, message, hint, "MERGE_CONFLICT");
    return false;
  }
  return true;
}
