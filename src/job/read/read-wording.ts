import { type OwnWording, wordingSchema } from "../../blocks/settings/wording.ts";
import type { DiagnosticList, Report } from "../diagnostics/diagnostic-list.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import { readNamed } from "../folder/read-named.ts";
import { checkFile } from "../schema/check-value.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";

/** Reads the file that `output.wording` names; reports what is wrong in it, and then gives nothing. */
export function readWording(
  name: string | undefined,
  job: YamlFile,
  { folder, diagnostics }: { readonly folder: JobFolder; readonly diagnostics: DiagnosticList },
): OwnWording | undefined {
  if (name === undefined) {
    return undefined;
  }
  const { report } = diagnostics;
  const at = job.placeOf(["output", "wording"]);
  const found = folder.find(name, [folder.dir]);
  if (!("path" in found)) {
    report(at, found.message, found.hint);
    return undefined;
  }
  const text = readNamed(found, at, diagnostics);
  const file = text === undefined ? undefined : parseYaml(found.name, text, diagnostics);
  if (file === undefined) {
    return undefined;
  }
  const subject = { schema: wordingSchema, value: file.value, name: "the wording" };
  const told: Parameters<Report>[] = [];
  const checked = checkFile(subject, wordingSchema, file, (...mistake) => told.push(mistake));
  for (const mistake of listMissing(told)) {
    report(...mistake);
  }
  return checked?.data;
}

/** So many missing words of a language are told together. */
const fewMissing = 3;

/** Mistakes with the words that a language lacks in one list, where they are many. */
function listMissing(mistakes: readonly Parameters<Report>[]): readonly Parameters<Report>[] {
  const byLanguage = new Map<string, Parameters<Report>[]>();
  for (const mistake of mistakes) {
    const language = missingIn(mistake)?.language;
    if (language !== undefined) {
      byLanguage.set(language, [...(byLanguage.get(language) ?? []), mistake]);
    }
  }
  const many = [...byLanguage].filter(([, words]) => words.length > fewMissing);
  const listed = new Set(many.flatMap(([, words]) => words));
  return [
    ...many.flatMap(([language, words]): readonly Parameters<Report>[] => {
      const lines = words.map((each) => `${missingIn(each)?.word ?? ""}: ${each[2] ?? ""}`);
      const message = `${words.length} words are missing in \`${language}\`:`;
      return words.slice(0, 1).map(([place]) => [place, message, lines.join("\n")]);
    }),
    ...mistakes.filter((mistake) => !listed.has(mistake)),
  ];
}

function missingIn([, message]: Parameters<Report>):
  | { word: string; language: string }
  | undefined {
  const [, word, language] = /^`(\w+)` is missing in `([^`]+)`/.exec(message) ?? [];
  return word === undefined || language === undefined ? undefined : { word, language };
}
