import { randomBytes } from "node:crypto";
import type { FileStore, StoredFile } from "./stored-files.ts";

/** What came of the lines of a batch, in the two files in which the API gives it. */
export class Results {
  /** How many lines have been answered, and how many have failed. */
  readonly counts = { total: 0, completed: 0, failed: 0 };
  readonly #files: FileStore;
  readonly #name: string;
  #output: StoredFile | undefined;
  #errors: StoredFile | undefined;

  /** @param name what the files' names begin with */
  constructor(files: FileStore, name: string) {
    this.#files = files;
    this.#name = name;
  }

  /** The files as a batch names them; one without a line is not there. */
  describe(): object {
    return {
      ...(this.#output && { output_file_id: this.#output.id }),
      ...(this.#errors && { error_file_id: this.#errors.id }),
    };
  }

  /** @param response undefined: the line is lost, though it counts as answered */
  async succeed(customId: string, response: string | undefined): Promise<void> {
    this.counts.completed += 1;
    if (response !== undefined) {
      this.#output ??= await this.#create("output");
      await this.#output.append(writeResult(customId, response, null));
    }
  }

  /** @param response null where no request was made */
  async fail(customId: string, response: string | null, error: object | null): Promise<void> {
    this.counts.failed += 1;
    this.#errors ??= await this.#create("error");
    await this.#errors.append(writeResult(customId, response, error));
  }

  #create(kind: "output" | "error"): Promise<StoredFile> {
    const filename = `${this.#name}_${kind}.jsonl`;
    return this.#files.create({ filename, purpose: "batch_output" });
  }
}

/**
 * A line's response.
 * @param status 0: none came
 * @param body JSON, as it stands in the line
 */
export function writeResponse(status: number, body: string): string {
  const requestId = status === 0 ? "" : `req_${randomBytes(12).toString("hex")}`;
  return `{"status_code":${status},"request_id":"${requestId}","body":${body}}`;
}

function writeResult(customId: string, response: string | null, error: object | null): string {
  const id = `batch_req_${randomBytes(12).toString("hex")}`;
  return `{"id":"${id}","custom_id":${JSON.stringify(customId)},"response":${response},"error":${JSON.stringify(error)}}\n`;
}
