import { z } from "zod";
import { validateBody } from "../validate.ts";
import { ApiError, type Body, refuse, type Reply, replyJson } from "../wire.ts";
import { listPage } from "./list-page.ts";
import type { FileStore, StoredFile } from "./stored-files.ts";

const uploadBody = z.looseObject({
  file: z.instanceof(File, { error: "a file, in a multipart form" }),
  purpose: z.enum(["assistants", "batch", "fine-tune", "vision", "user_data", "evals"]),
});

/** The largest file that a batch reads: 200 MB. */
const maxBatchBytes = 200_000_000;

/**
 * POST /v1/files
 * @throws ApiError 400 that names the parameter
 */
export async function uploadFile(files: FileStore, body: Body): Promise<Reply> {
  const { file, purpose } = validateBody(uploadBody, body);
  if (purpose === "batch" && !file.name.endsWith(".jsonl")) {
    const message = `Invalid file format for a batch: '${file.name}' must be a .jsonl file.`;
    throw refuse("file", "invalid_file_format", message);
  }
  if (purpose === "batch" && file.size > maxBatchBytes) {
    const message = `The file is larger than ${maxBatchBytes} bytes.`;
    throw refuse("file", "file_too_large", message);
  }
  const stored = await files.create({ filename: file.name, purpose });
  await stored.append(new Uint8Array(await file.arrayBuffer()));
  return replyJson(stored.describe());
}

/**
 * GET /v1/files
 * @throws ApiError 400 that names the parameter
 */
export function listFiles(files: FileStore, query: URLSearchParams): Reply {
  const purpose = query.get("purpose");
  const found = files.list().filter((file) => purpose === null || file.purpose === purpose);
  const all = query.get("order") === "asc" ? found : found.toReversed();
  return replyJson(listPage(all, query, { most: 10_000, usual: 10_000 }));
}

/**
 * The file of an id.
 * @throws ApiError 404
 */
export function findFile(files: FileStore, id: string): StoredFile {
  const file = files.find(id);
  if (file === undefined) {
    throw new ApiError(`No such File object: ${id}`, { status: 404, param: "id" });
  }
  return file;
}

/**
 * DELETE /v1/files/ID
 * @throws ApiError 404
 */
export async function deleteFile(files: FileStore, id: string): Promise<Reply> {
  findFile(files, id);
  await files.delete(id);
  return replyJson({ id, object: "file", deleted: true });
}
