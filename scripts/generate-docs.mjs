// Writes what the program itself knows into the documentation: help texts, the references of the
// job file and the articles, the tables of errors and exit codes. `npm run docs` after a change;
// a test fails when a page is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { kindKeys } from "../dist/blocks/kinds.js";
import { createProgram } from "../dist/cli/program.js";
import { eventMeanings, snakeCase } from "../dist/cli/reporters/json-events.js";
import { planFields } from "../dist/cli/plan/to-json.js";
import { problemFields } from "../dist/cli/problems/problem.js";
import { errorCodes, exitCodes } from "../dist/errors.js";
import { articleJsonSchema, jobJsonSchema } from "../dist/job/schema/json.js";
import { optionsSchema } from "../dist/build/library/options.js";

export const pages = [
  "docs/reference/commands.md",
  "docs/reference/job-file.md",
  "docs/reference/articles.md",
  "docs/reference/errors.md",
  "docs/reference/json.md",
  "docs/how-to/library.md",
];

const exitMeanings = {
  ok: "all good",
  failed:
    "something failed, or `check`/`--frozen` found it missing or stale; what succeeded is kept",
  usage: "bad flags or job file; nothing was sent",
  leak: "the leak gate refused to publish",
  budget: "the budget stopped the run; what was done is kept",
  batchesOut: "`--no-wait`, and batches are out: run the same command later",
  internal: "a defect of Prelo's",
  hungUp: "the terminal closed (SIGHUP); what was done is kept",
  interrupted: "interrupted (Ctrl-C); what was done is kept",
  terminated: "ended by SIGTERM; what was done is kept",
};

const sections = {
  commands: () =>
    createProgram()
      .commands.map((command) => {
        command.configureHelp({ helpWidth: 90 });
        const help = command.helpInformation().trimEnd();
        return `## prelo ${command.name()}\n\n\`\`\`text\n${help}\n\`\`\``;
      })
      .join("\n\n"),
  job: () => describeObject(jobJsonSchema()),
  article: () => describeObject(withoutBlocks(articleJsonSchema())),
  blocks: () => describeBlocks(articleJsonSchema()),
  errors: () =>
    table(
      ["Code", "Exit", "Means"],
      Object.entries(errorCodes).map(([code, { exit, means }]) => [
        `\`${code}\``,
        String(exit),
        means,
      ]),
    ),
  events: () =>
    table(
      ["`type`", "Says", "Holds"],
      Object.entries(eventMeanings).map(([type, { means, fields }]) => [
        `\`${snakeCase(type)}\``,
        means,
        Object.entries(fields).map(describeField).join(", "),
      ]),
    ),
  problem: () => describeFields("Field of a problem", problemFields),
  plan: () =>
    [
      describeFields("Field", planFields.document),
      describeFields("Field of an article", planFields.article),
      describeFields("Field of a block", planFields.block),
      describeFields("Field of `total`", planFields.total),
    ].join("\n\n"),
  options: () =>
    table(
      ["Option", "Takes", "What it is"],
      Object.entries(optionsSchema.shape).map(([name, schema]) => {
        const { description, purpose } = schema.meta();
        return [name === "job" ? "`job` (required)" : `\`${name}\``, description, purpose];
      }),
    ),
  exits: () =>
    table(
      ["Exit", "Means"],
      Object.entries(exitCodes).map(([name, code]) => [String(code), exitMeanings[name]]),
    ),
};

/** A page with its generated parts made anew. */
export function refresh(text) {
  return text.replaceAll(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, begin, name, end) => `${begin}\n${sections[name]()}\n${end}`,
  );
}

function describeField([field, what]) {
  // A moment is printed as a date, not in milliseconds.
  const name = snakeCase(field.replace(/^untilMs$/, "until"));
  return what === "" ? `\`${name}\`` : `\`${name}\` (${what})`;
}

function describeFields(head, fields) {
  return table(
    [head, "Holds"],
    Object.entries(fields).map(([field, what]) => [`\`${field}\``, what]),
  );
}

function describeObject(schema) {
  return table(["Key", "Takes", "What it is"], rows(schema, ""));
}

function rows(schema, prefix) {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    const required = schema.required?.includes(key) ? " (required)" : "";
    const own = [`\`${name}\`${required}`, typeOf(value), value.description ?? ""];
    const group = groupOf(value);
    const entry = value.items?.anyOf?.find((option) => option.properties);
    const nested = group
      ? rows(group, `${name}.`)
      : entry?.required
        ? rows(entry, `${name}[].`)
        : value.additionalProperties?.properties
          ? rows(value.additionalProperties, `${name}.<name>.`)
          : [];
    return [own].concat(nested);
  });
}

/** What has keys of its own; also where `false` may stand in its place. */
function groupOf(value) {
  if (value.properties) {
    return value;
  }
  const mayBeOff = value.anyOf?.some((option) => option.const === false);
  return mayBeOff ? value.anyOf.find((option) => option.properties) : undefined;
}

function withoutBlocks(schema) {
  const { blocks: _, ...properties } = schema.properties;
  return { ...schema, properties };
}

function describeBlocks(schema) {
  const variants = resolveBlocks(schema);
  return variants
    .map((variant) => {
      const kind = ["repeat", ...kindKeys].find((key) => variant.required.includes(key));
      return `### ${kind}\n\n${table(["Key", "Takes", "What it is"], rows(withoutInner(variant), ""))}`;
    })
    .join("\n\n");
}

/** Blocks within others have the keys of blocks. */
function withoutInner({ properties, ...schema }) {
  const { blocks } = properties;
  const inner = blocks && { blocks: { ...blocks, items: { type: "object" } } };
  return { ...schema, properties: { ...properties, ...inner } };
}

function resolveBlocks(schema) {
  const items = schema.properties.blocks.items;
  const target = items.$ref ? schema.definitions[items.$ref.split("/").at(-1)] : items;
  return (target.anyOf ?? target.oneOf).map((variant) =>
    variant.$ref ? schema.definitions[variant.$ref.split("/").at(-1)] : variant,
  );
}

function typeOf(value) {
  if (value.const !== undefined) {
    return `\`${JSON.stringify(value.const)}\``;
  }
  if (value.enum) {
    return value.enum.map((item) => `\`${item}\``).join(", ");
  }
  const alternatives = value.anyOf ?? value.oneOf;
  if (alternatives) {
    return [...new Set(alternatives.map(typeOf))].join(" or ");
  }
  if (Array.isArray(value.type)) {
    return value.type.map((type) => typeOf({ ...value, type })).join(" or ");
  }
  if (value.type === "array") {
    return `list of ${typeOf(value.items ?? {})}`;
  }
  if (value.type === "object") {
    return "map";
  }
  return (
    { string: "text", integer: "whole number", number: "number", boolean: "true or false" }[
      value.type
    ] ?? "any value"
  );
}

function escapeCell(cell) {
  return cell.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function writeRow(cells) {
  return `| ${cells.map(escapeCell).join(" | ")} |`;
}

function table(head, body) {
  return [head, head.map(() => "---"), ...body].map(writeRow).join("\n");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const page of pages) {
    writeFileSync(page, refresh(readFileSync(page, "utf8")));
  }
}
