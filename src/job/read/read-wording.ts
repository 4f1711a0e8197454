import { type OwnWording, wordingSchema } from "../../blocks/settings/wording.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
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
  return checkFile(subject, wordingSchema, file, report)?.data;
}
