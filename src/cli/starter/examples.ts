import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../build/version.ts";

interface Example {
  /** In the package; it holds a job file and what that names. */
  readonly folder: string;
  readonly about: string;
  /** The one language that it is written in; otherwise it is in those that Prelo's own texts are in. */
  readonly language?: string;
  /** True when its provider takes no key: the sandbox never stands in for that by itself. */
  readonly isKeyless?: true;
}

/** What `init --example` offers, the default first. */
const examples = {
  questions: {
    folder: "examples/questions",
    about: "questions and answers, in your language",
  },
  story: {
    folder: "examples/story",
    about: "an illustrated story in three scenes",
    language: "en",
  },
  notebook: {
    folder: "examples/notebook",
    about: "a tutorial with code, also as a Jupyter notebook",
    language: "en",
  },
  local: {
    folder: "examples/local",
    about: "answers of a model on your own machine",
    language: "en",
    isKeyless: true,
  },
  glossary: {
    folder: "examples/glossary",
    about: "a glossary from a table, a page for each term",
    language: "en",
  },
  cities: {
    folder: "examples/cities",
    about: "a city guide from a table, an illustrated page for each city",
    language: "en",
  },
  outline: {
    folder: "examples/outline",
    about: "an outline that makes the sections of its article",
    language: "en",
  },
  languages: {
    folder: "examples/languages",
    about: "a city guide in three languages, with the pictures in common",
    language: "en",
  },
  report: {
    folder: "examples/report",
    about: "an article from a PDF",
    language: "en",
  },
  sources: {
    folder: "examples/sources",
    about: "answers from the web, with their sources",
    language: "en",
  },
  sample: {
    folder: ".",
    about: "a long article in Portuguese, with a video, code and galleries of pictures",
    language: "pt",
  },
} satisfies Record<string, Example>;

export type ExampleName = keyof typeof examples;

export function findExample(name: ExampleName): Example {
  return examples[name];
}

export const exampleNames: readonly string[] = Object.keys(examples);

/** What each example is, for the help. */
export function describeExamples(): string {
  return Object.entries(examples)
    .map(([name, { about }]) => `${name}: ${about}`)
    .join("; ");
}

/** What of an example's folder belongs to it. */
const parts = ["pipeline.yaml", "prompts", "data", "files"];

/**
 * The files of an example, by their names in the new project. Of a folder that also stands in other
 * languages (`prompts.es`), the one in the wanted language is taken.
 * @param language its first part, such as `es`
 */
export function readExample(name: ExampleName, language: string): ReadonlyMap<string, Buffer> {
  const folder = join(packageFolder, examples[name].folder);
  const files = new Map<string, Buffer>();
  for (const part of parts) {
    const translated = join(folder, `${part}.${language}`);
    readAll(existsSync(translated) ? translated : join(folder, part), part, files);
  }
  return files;
}

/** A file that comes with the package. */
export function readPackaged(name: string): Buffer {
  return readFileSync(join(packageFolder, name));
}

function readAll(path: string, name: string, files: Map<string, Buffer>): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) {
    files.set(name, readFileSync(path));
  } else if (status?.isDirectory()) {
    for (const entry of readdirSync(path).toSorted()) {
      readAll(join(path, entry), `${name}/${entry}`, files);
    }
  }
}
