import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

// The published description is not part of this project; it may lie in a folder beside it.
const file = join(import.meta.dirname, "../../../shared/openai-openapi.json");

/** Whether the published OpenAPI description is here; what needs it is skipped where it is not. */
export const isPublishedHere = existsSync(file);
if (!isPublishedHere) {
  console.warn("The published OpenAPI description is not here: its checks are skipped.");
}

interface Description {
  readonly components: { readonly schemas: Readonly<Record<string, Part>> };
}

interface Part {
  readonly $ref?: string;
  readonly allOf?: readonly Part[];
  readonly properties?: object;
}

function listProperties(part: Part, schemas: Readonly<Record<string, Part>>): readonly string[] {
  const named = schemas[part.$ref?.split("/").at(-1) ?? ""];
  const parts = [...(part.allOf ?? []), ...(named === undefined ? [] : [named])];
  const inner = parts.flatMap((one) => listProperties(one, schemas));
  return [...new Set([...Object.keys(part.properties ?? {}), ...inner])];
}

/** Checks values against the schemas of the published description, by their names. */
export interface PublishedSchemas {
  /** What is wrong with a value; empty when nothing is. */
  readonly explain: (schema: string, value: unknown) => string;
  /** The names of all properties that a schema knows, sorted. */
  readonly listProperties: (schema: string) => readonly string[];
}

/**
 * What is wrong with the body of `/responses`. The description lists a message whose content is a
 * list under two of the schemas of which an item must match exactly one: such a body can never
 * pass. Its messages are checked by themselves, the rest with a text in their place.
 */
export function explainResponsesBody(published: PublishedSchemas, body: object): string {
  const input: unknown = Reflect.get(body, "input");
  if (!Array.isArray(input)) {
    return published.explain("CreateResponse", body);
  }
  const messages = input.map((message) => published.explain("EasyInputMessage", message));
  const rest = published.explain("CreateResponse", { ...body, input: "text" });
  return [...messages, rest].filter((text) => text !== "").join("; ");
}

/** @param dialect of JSON Schema in which the description is read */
export function loadPublished(dialect: "draft-07" | "2020-12"): PublishedSchemas {
  let schemas: Readonly<Record<string, Part>> = {};
  const options = { strict: false, allErrors: true, discriminator: false };
  const ajv = dialect === "2020-12" ? new Ajv2020(options) : new Ajv(options);
  if (isPublishedHere) {
    const { components } = JSON.parse(readFileSync(file, "utf8")) as Description;
    ({ schemas } = components);
    formats.default(ajv);
    ajv.addFormat("unixtime", { type: "number", validate: Number.isInteger });
    ajv.addSchema({ $id: "openapi", components: readNullable(components) });
  }
  return {
    explain: (schema, value) => {
      const check = ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });
      return check(value) ? "" : ajv.errorsText(check.errors);
    },
    listProperties: (schema) => listProperties({ $ref: `/${schema}` }, schemas).toSorted(),
  };
}

/** The description says `nullable` beside `$ref` and `oneOf` too, which JSON Schema does not know. */
function readNullable(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(readNullable);
  }
  if (typeof schema !== "object" || schema === null) {
    return schema;
  }
  const read = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, readNullable(value)]),
  );
  if (read["nullable"] !== true || "type" in read) {
    return read;
  }
  const { nullable: _, ...rest } = read;
  return { anyOf: [rest, { type: "null" }] };
}
