import { defaults } from "../../blocks/settings/defaults.ts";
import { loadSchemas } from "../json-schema.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { Path } from "../yaml/yaml-file.ts";
import { readNamed } from "../folder/read-named.ts";
import { camelKeys } from "../../blocks/settings/camel-keys.ts";
import type { ChecksLayer, RawChecks } from "../../blocks/settings/checks.ts";
import type { AnswerChecks, JsonObject, SourceRef, Wanted } from "../types.ts";
import type { Glossary } from "../../blocks/settings/glossary.ts";
import type { NamedAt } from "./named-at.ts";

interface Tools {
  readonly folder: JobFolder;
  readonly diagnostics: DiagnosticList;
}

/** Each check that can be asked for, switched off. */
const allOff: Required<Omit<ChecksLayer, "attempts">> = {
  words: false,
  contains: false,
  excludes: false,
  language: false,
  noRefusal: false,
  noPlaceholder: false,
  noPreamble: false,
  glossary: false,
  json: false,
};

/** Reads one level, with the JSON Schema that it names; reports what is wrong with that. */
export async function readChecks(
  raw: RawChecks,
  place: NamedAt,
  tools: Tools,
): Promise<ChecksLayer> {
  if (raw === false) {
    return allOff;
  }
  const { contains, excludes, json, ...plain } = raw;
  const schema = await readJson(json, place, tools);
  return {
    ...camelKeys(plain),
    ...(contains !== undefined && { contains: readWanted(contains, "contains", place) }),
    ...(excludes !== undefined && { excludes: readWanted(excludes, "excludes", place) }),
    ...(schema !== undefined && { json: schema && { schema, ref: refOf(place, ["json"]) } }),
  };
}

function readWanted(
  list: false | readonly (string | { readonly pattern: string })[],
  key: "contains" | "excludes",
  place: NamedAt,
): readonly Wanted[] | false {
  return (
    list !== false &&
    list.map((each, index) =>
      typeof each === "string"
        ? { text: each.trim() }
        : { ...each, ref: refOf(place, [key, index, "pattern"]) },
    )
  );
}

function refOf({ file, path }: NamedAt, below: Path): SourceRef {
  return file.refOf([...path, ...below]);
}

/** The schema itself, whether it stands here or in a file; `true` when it cannot be used. */
async function readJson(
  raw: Exclude<RawChecks, false>["json"],
  place: NamedAt,
  tools: Tools,
): Promise<JsonObject | boolean | undefined> {
  if (raw === undefined || typeof raw === "boolean") {
    return raw;
  }
  const path = [...place.path, "json"];
  return typeof raw === "string"
    ? readSchema(raw, { ...place, path }, tools)
    : readSchema(raw.schema, { ...place, path: [...path, "schema"] }, tools);
}

/**
 * A JSON Schema that stands at a path, or in the file that is named there.
 * @returns `true`, and a mistake is reported, when it cannot be used
 */
export async function readSchema(
  raw: string | JsonObject,
  { file, path, bases }: NamedAt,
  { folder, diagnostics }: Tools,
): Promise<JsonObject | true> {
  if (typeof raw === "object") {
    return useSchema(raw, { file, path }, diagnostics);
  }
  const found = folder.find(raw, bases);
  if (!("path" in found)) {
    diagnostics.report(file.placeOf(path), found.message, found.hint);
    return true;
  }
  const source = readNamed(found, file.placeOf(path), diagnostics);
  // JSON is YAML as well: the one parser tells the place of every mistake.
  const schemaFile = source === undefined ? undefined : parseYaml(found.name, source, diagnostics);
  if (schemaFile === undefined) {
    return true;
  }
  if (!isJsonObject(schemaFile.value)) {
    const message = `${found.name} holds no JSON Schema: it must be an object.`;
    diagnostics.report(file.placeOf(path), message);
    return true;
  }
  return useSchema(schemaFile.value, { file: schemaFile, path: [] }, diagnostics);
}

async function useSchema(
  schema: JsonObject,
  { file, path }: Pick<NamedAt, "file" | "path">,
  diagnostics: DiagnosticList,
): Promise<JsonObject | true> {
  const compile = await loadSchemas();
  const compiled = compile(schema);
  if (compiled.ok) {
    return schema;
  }
  // The first of a place is the plainest: the others say that no alternative fits either.
  const told = new Set<string>();
  for (const fault of compiled.faults) {
    const key = JSON.stringify(fault.path);
    if (told.has(key)) {
      continue;
    }
    told.add(key);
    const within = fault.path.length === 0 ? "" : `, at \`${fault.path.join(".")}\``;
    const message = `This is not a JSON Schema${within}: ${fault.message}.`;
    const hint = "Draft 2020-12 is understood, and draft 7 where `$schema` names it.";
    diagnostics.report(file.placeOf([...path, ...fault.path]), message, hint);
  }
  return true;
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Lays the levels over one another, key by key.
 * @param language the article's, a BCP 47 tag
 * @param glossary the article's, if it has one
 * @returns nothing when no check is left
 */
export function mergeChecks(
  layers: readonly ChecksLayer[],
  language: string,
  glossary?: Glossary,
): AnswerChecks | undefined {
  const { attempts, ...given }: ChecksLayer = Object.assign({}, ...layers);
  const named = {
    ...given,
    language: given.language === true ? language : given.language,
    glossary: given.glossary !== false && glossary,
  };
  const asked: Omit<AnswerChecks, "attempts"> = Object.fromEntries(
    Object.entries(named).filter(([, check]) => check !== undefined && check !== false),
  );
  return Object.keys(asked).length === 0
    ? undefined
    : { ...asked, attempts: attempts ?? defaults.checks.attempts };
}
