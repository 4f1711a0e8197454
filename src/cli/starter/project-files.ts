import { schemaFiles } from "../../job/schema/json.ts";
import { readVersion } from "../../build/version.ts";
import { type ExampleName, readExample, readPackaged } from "./examples.ts";
import type { Language } from "./language.ts";

/** The systems that a new project can get a workflow for: where its file goes, and what it comes from. */
export const ciSystems = {
  github: { file: ".github/workflows/regenerate.yml", from: "examples/ci/github.yml" },
  gitlab: { file: ".gitlab-ci.yml", from: "examples/ci/gitlab.yml" },
} as const;

export type CiSystem = keyof typeof ciSystems;

export interface Wishes {
  readonly example: ExampleName;
  readonly language: Language;
  readonly ci?: CiSystem | undefined;
}

/** What git is not to keep: the key above all. */
export const ignored = [".env", "node_modules/"];

const gitAttributes = `# What was paid for, and what is published, is compared byte for byte. Records are read in a pull
# request, and merged; pictures are not.
answers/** binary
answers/**/*.md -binary -text diff=markdown merge linguist-generated=false
answers/**/*.yaml -binary -text diff merge linguist-generated=false
output/** -text linguist-generated
`;

const envExample = `# Copy this file to .env, and put your key there; git ignores .env. Variables of the environment
# override what stands in it.

OPENAI_API_KEY=

# Any server that is compatible with OpenAI's:
# OPENAI_BASE_URL=http://localhost:8080/v1
`;

/** The files of a new project by their names, in the order in which they are told. */
export function listProjectFiles({ example, language, ci }: Wishes): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [name, bytes] of readExample(example, language.base)) {
    files.set(name, name.startsWith("prompts/") ? inLanguage(bytes, language) : bytes);
  }
  for (const [name, text] of Object.entries(schemaFiles())) {
    files.set(`schema/${name}`, Buffer.from(text));
  }
  files.set(".gitignore", Buffer.from(`${ignored.join("\n")}\n`));
  files.set(".gitattributes", Buffer.from(gitAttributes));
  files.set(".env.example", Buffer.from(envExample));
  if (ci !== undefined) {
    files.set(ciSystems[ci].file, readPackaged(ciSystems[ci].from));
    files.set("package.json", Buffer.from(describeProject()));
  }
  return files;
}

/** The package.json that a workflow's `npm ci` installs from; `npm install` makes the lock file for it. */
function describeProject(): string {
  const description = { private: true, dependencies: { prelo: `^${readVersion()}` } };
  return `${JSON.stringify(description, undefined, 2)}\n`;
}

/** An article in Portuguese is in that of Brazil when that is what was asked for. */
function inLanguage(bytes: Buffer, { tag, base }: Language): Buffer {
  const text = bytes.toString("utf8").replace(/^language: (\S+)$/m, (line, own: string) => {
    return own === base ? `language: ${tag}` : line;
  });
  return Buffer.from(text);
}
