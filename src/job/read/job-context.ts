import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import type { SlugClaims } from "../folder/slug-claims.ts";
import type { ListPictures } from "../override.ts";
import type { Provider } from "../types.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";
import { type JobContext } from "./article-context.ts";
import { addLevel, noLayers } from "./levels.ts";
import { readHouseRules } from "./read-house-rules.ts";
import type { JobFile } from "./read-job-file.ts";
import { readJobTranslations } from "./read-translations.ts";
import { readWording } from "./read-wording.ts";

/** What the articles of a job take over from its file. */
export async function createContext(
  { raw, file, faulty }: JobFile,
  folder: JobFolder,
  diagnostics: DiagnosticList,
  providers: ReadonlyMap<string, Provider>,
  listPictures: ListPictures | undefined,
  claims: SlugClaims,
): Promise<JobContext> {
  const providerNames = namesOfProviders(file, providers);
  const known = { pictures: new Map(), attached: new Map() };
  const context = { folder, ...known, listPictures, diagnostics, providerNames };
  const level = { raw, file, bases: [folder.dir], faulty };
  const layers = await addLevel(noLayers, level, context);
  const wording = readWording(raw.output.wording, file, context);
  return {
    ...context,
    providers,
    claims,
    layers,
    vars: raw.vars,
    ...(raw.system !== undefined && { system: raw.system }),
    ...(wording !== undefined && { wording }),
    rules: readHouseRules(raw, { file, bases: [folder.dir] }, {}, context),
    ...(raw.translations !== undefined && {
      translations: readJobTranslations(raw.translations, file, context),
    }),
    toc: raw.output.toc,
    frontMatter: raw.output.frontMatter,
  };
}

/** Also the names of providers that are not valid: to call those unknown would mislead. */
function namesOfProviders(file: YamlFile, providers: ReadonlyMap<string, Provider>): Set<string> {
  const named = valueAt(file.value, ["providers"]);
  return new Set([...providers.keys(), ...Object.keys(Object(named))]);
}
