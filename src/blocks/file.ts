import { filledText } from "./settings/values.ts";
import { type Code, languageName, outputKey, readOutput, showCode } from "./code.ts";
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
    output: outputKey,
  },
  read({ file: name, language, output }, reader): Code | undefined {
    const found = reader.readCode(name, "file");
    const given = readOutput(output, reader);
    return found && given && { code: found.code, language: language ?? found.language, ...given };
  },
  section: showCode,
});
