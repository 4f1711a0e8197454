import { Glossaries, glossarySchema } from "../../blocks/settings/glossary.ts";
import type { DiagnosticList, Place } from "../diagnostics/diagnostic-list.ts";
import type { FoundFile, JobFolder } from "../folder/job-folder.ts";
import { readNamed } from "../folder/read-named.ts";
import { checkFile } from "../schema/check-value.ts";
import { reportSecrets } from "../diagnostics/describe-secret.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";

/** What goes along with text requests beside `system`. */
export interface HouseRules {
  /** How to write: Markdown, without blanks around it. */
  readonly style?: string;
  readonly glossaries?: Glossaries;
}

interface RulesPlace {
  readonly file: YamlFile;
  /** Absolute folders that its files may be relative to, in order. */
  readonly bases: readonly string[];
}

interface Tools {
  readonly folder: JobFolder;
  readonly diagnostics: DiagnosticList;
}

/**
 * Reads the files that a job or an article names under `style` and `glossary`.
 * @param above what holds where it names none; `false` switches that off
 */
export function readHouseRules(
  {
    style,
    glossary,
  }: {
    readonly style?: string | false | undefined;
    readonly glossary?: string | false | undefined;
  },
  { file, bases }: RulesPlace,
  above: HouseRules,
  tools: Tools,
): HouseRules {
  const find = (name: string, key: string): { file: FoundFile; at: Place } | undefined => {
    const at = file.placeOf([key]);
    const found = tools.folder.find(name, bases);
    if ("path" in found) {
      return { file: found, at };
    }
    tools.diagnostics.report(at, found.message, found.hint);
    return undefined;
  };
  const own = typeof style === "string" ? find(style, "style") : undefined;
  const text = own && readStyle(own.file, own.at, tools.diagnostics);
  const named = typeof glossary === "string" ? find(glossary, "glossary") : undefined;
  const glossaries = named && readGlossary(named.file, named.at, tools.diagnostics);
  const chosenStyle = style === undefined ? above.style : text;
  const chosenGlossaries = glossary === undefined ? above.glossaries : glossaries;
  return {
    ...(chosenStyle !== undefined && { style: chosenStyle }),
    ...(chosenGlossaries !== undefined && { glossaries: chosenGlossaries }),
  };
}

function readStyle(file: FoundFile, at: Place, diagnostics: DiagnosticList): string | undefined {
  const text = readNamed(file, at, diagnostics)?.replaceAll("\r\n", "\n").trim();
  if (text === undefined) {
    return undefined;
  }
  if (text === "") {
    diagnostics.report(at, `The file ${file.name} is empty.`);
    return undefined;
  }
  if (reportSecrets(file.name, text, diagnostics.report)) {
    return undefined;
  }
  return text;
}

function readGlossary(
  found: FoundFile,
  at: Place,
  diagnostics: DiagnosticList,
): Glossaries | undefined {
  const text = readNamed(found, at, diagnostics);
  const file = text === undefined ? undefined : parseYaml(found.name, text, diagnostics);
  if (file === undefined) {
    return undefined;
  }
  const subject = { schema: glossarySchema, value: file.value, name: "the glossary" };
  const checked = checkFile(subject, glossarySchema, file, diagnostics.report);
  return checked && new Glossaries(checked.data);
}
