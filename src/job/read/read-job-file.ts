import { existsSync } from "node:fs";
import path from "node:path";
import { placeTexts } from "../../blocks/source-text.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import { readNamed } from "../folder/read-named.ts";
import { override, type Overrides } from "../override.ts";
import { checkFile } from "../schema/check-value.ts";
import { jobSchemaWith, optionalInPart, type RawJob } from "../schema/job.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** A job file that was read: what it says, and which of its keys hold mistakes. */
export interface JobFile {
  readonly file: YamlFile;
  readonly raw: RawJob;
  readonly faulty: ReadonlySet<string>;
}

/**
 * Reads the job file alone, without its articles.
 * @returns undefined where nothing of it can be used; its mistakes are reported
 */
export async function readJobFile(
  fullPath: string,
  diagnostics: DiagnosticList,
  overrides: Overrides = {},
): Promise<JobFile | undefined> {
  const name = path.basename(fullPath);
  if (!existsSync(fullPath)) {
    reportNoJob(fullPath, diagnostics);
    return undefined;
  }
  const source = readNamed({ path: fullPath, name }, undefined, diagnostics);
  const file = source === undefined ? undefined : parseYaml(name, source, diagnostics);
  if (file === undefined) {
    return undefined;
  }
  if (holdsKey(file, "blocks") && !holdsKey(file, "articles")) {
    const message = "This is an article, not a job file.";
    const article = path.basename(name, path.extname(name));
    const hint = `Build it by the job that lists it, as in \`prelo build pipeline.yaml --article ${article}\`.`;
    diagnostics.report({ file: name, line: 1, column: 1 }, message, hint);
    return undefined;
  }
  const schema = jobSchemaWith(overrides.customFormats);
  const subject = { schema, value: override(file.value, overrides), name: "the job file" };
  const partial = schema.partial(optionalInPart);
  const checked = checkFile(subject, partial, file, diagnostics.report);
  if (checked === undefined) {
    return undefined;
  }
  // The group's keys are renamed, so that its texts are placed by themselves.
  placeTexts(checked.data.output.frontMatter, (at) =>
    file.textAt(["output", "front_matter", ...at]),
  );
  placeTexts(checked.data, (at) => file.textAt(at));
  return { file, raw: checked.data, faulty: checked.faulty };
}

function holdsKey({ value }: YamlFile, key: string): boolean {
  return valueAt(value, [key]) !== undefined;
}

function reportNoJob(fullPath: string, { report }: DiagnosticList): void {
  const { dir, name, base } = path.parse(fullPath);
  const other = ["yaml", "yml"].map((extension) => `${name}.${extension}`);
  const found = other.find((each) => each !== base && existsSync(path.join(dir, each)));
  report(
    { file: base, line: 1, column: 1 },
    "There is no such job file.",
    found === undefined
      ? "`prelo init` writes a new project; `prelo build PATH` takes a job file that lies elsewhere."
      : `There is ${found}: name it, as in \`prelo build ${found}\`.`,
  );
}
