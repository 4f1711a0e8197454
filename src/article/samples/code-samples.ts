import type { SampleLanguage } from "../../job/types.ts";
import { writeCurl } from "./curl.ts";
import { writeOpenaiPython, writePython } from "./python.ts";
import type { SampleRequest } from "./request.ts";
import { writeTypescript } from "./typescript.ts";
import type { CodeSample } from "../types.ts";

export type { SampleRequest } from "./request.ts";

/**
 * Writes a program that sends a request as it was sent: the same body to the same address, with
 * the key read from the environment. A text is printed, pictures are saved as files.
 */
export function renderRequestSample(
  request: SampleRequest,
  language: SampleLanguage,
): Required<CodeSample> {
  switch (language) {
    case "python":
      return { language: "python", label: "Python", code: writePython(request) };
    case "openai-python":
      return { language: "python", label: "Python (openai)", code: writeOpenaiPython(request) };
    case "curl":
      return { language: "bash", label: "curl", code: writeCurl(request) };
    case "typescript":
      return { language: "typescript", label: "TypeScript", code: writeTypescript(request) };
    default:
      return language satisfies never;
  }
}
