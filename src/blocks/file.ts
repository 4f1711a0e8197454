import { filledText } from "../settings/values.ts";
import { languageName, showCode } from "./code.ts";
import { defineKind } from "./kind.ts";

export const file = defineKind({
  kind: "code",
  description: "Source code, from a file.",
  keys: {
    file: filledText.meta({
      description: "A file of source code, relative to the article or the job.",
      examples: ["src/example.py"],
    }),
    language: languageName.describe("Its language; default: from the file's extension.").optional(),
  },
  read({ file: name, language }, reader) {
    const found = reader.readCode(name, "file");
    return found && { code: found.code, language: language ?? found.language };
  },
  section: showCode,
});
