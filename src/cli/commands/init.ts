import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { writtenLanguages } from "../../article/locales/messages.ts";
import { exitCodes, PreloError } from "../../errors.ts";
import { writeWhole } from "../../files/files.ts";
import { type ExampleName, findExample } from "../starter/examples.ts";
import { howToCall } from "../starter/how-to-call.ts";
import { detectLanguage, parseLanguage } from "../starter/language.ts";
import {
  type CiSystem,
  ciSystems,
  ignored,
  listProjectFiles,
  type Wishes,
} from "../starter/project-files.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface InitFlags {
  readonly example?: ExampleName;
  readonly language?: string;
  readonly ci?: CiSystem;
}

/** `prelo init`: writes a project that builds at once; overwrites nothing. @returns the exit code */
export async function runInit(folder: string, flags: InitFlags): Promise<number> {
  const target = resolve(folder);
  const jobFile = join(target, "pipeline.yaml");
  if (existsSync(jobFile)) {
    throw new PreloError("USAGE", `${relative(".", jobFile)} exists already`, {
      hint: `\`${howToCall(jobFile, "new", "NAME")}\` adds an article to it. Nothing was written.`,
    });
  }
  const wishes = await completeWishes(flags);
  const kept: string[] = [];
  for (const [name, bytes] of listProjectFiles(wishes)) {
    const path = join(target, name);
    if (existsSync(path)) {
      kept.push(name);
    } else {
      await writeWhole(path, bytes);
      writeResult(relative(".", path));
    }
  }
  tellKept(kept, target);
  tellNext(jobFile, wishes);
  return exitCodes.ok;
}

/** What the flags say; a person at a terminal who gave none is asked. */
async function completeWishes({ example = "questions", language, ci }: InitFlags): Promise<Wishes> {
  const system = Intl.DateTimeFormat().resolvedOptions().locale;
  const wishes: Wishes = {
    example,
    language:
      language === undefined ? detectLanguage(process.env, system) : parseLanguage(language),
    ci,
  };
  const isAnswerable = process.stdin.isTTY && process.stderr.isTTY && process.stdout.isTTY;
  if (!isAnswerable || language !== undefined || ci !== undefined || example !== "questions") {
    return wishes;
  }
  const { askForWishes } = await import("../starter/ask.ts");
  return askForWishes(wishes);
}

/** What is a person's stays as it is; what it should hold as well is told. */
function tellKept(kept: readonly string[], target: string): void {
  if (kept.length > 0) {
    writeProgress(`Kept as they are: ${kept.join(", ")}`);
  }
  if (!kept.includes(".gitignore")) {
    return;
  }
  const lines = readFileSync(join(target, ".gitignore"), "utf8").split(/\r?\n/);
  const missing = ignored.filter((name) => !lines.some((line) => line.replace(/^\//, "") === name));
  if (missing.length > 0) {
    writeProgress(`Add to .gitignore, so that no key is committed: ${missing.join(", ")}`);
  }
}

function tellNext(jobFile: string, { example, language, ci }: Wishes): void {
  writeProgress("");
  const { language: only, isKeyless } = findExample(example);
  const written = only ?? (writtenLanguages.includes(language.base) ? language.base : "en");
  if (written !== language.base) {
    const name = new Intl.DisplayNames(["en"], { type: "language" }).of(written) ?? written;
    writeProgress(`This example is written in ${name}.`);
  }
  const build = howToCall(jobFile, "build", ...(isKeyless ? ["--sandbox"] : []));
  const preview = howToCall(jobFile, "preview");
  const width = Math.max(build.length, preview.length) + 3;
  writeProgress(
    `  ${build.padEnd(width)}${isKeyless ? "tries it: the sandbox answers" : "builds it; without a key, the sandbox answers"}`,
  );
  writeProgress(`  ${preview.padEnd(width)}shows the pages and rebuilds them when you save`);
  if (!isKeyless) {
    writeProgress("To use your own key, copy .env.example to .env and put the key there.");
  }
  if (ci !== undefined) {
    writeProgress(
      `For CI: ${howToInstall(dirname(jobFile))}commit package.json and package-lock.json; ` +
        `${ciSystems[ci].file} says what else it needs.`,
    );
  }
}

/** What makes the workflow's `npm ci` work, as long as the lock file does not name the program. */
function howToInstall(folder: string): string {
  const lock = join(folder, "package-lock.json");
  if (existsSync(lock) && readFileSync(lock, "utf8").includes('"node_modules/prelo"')) {
    return "";
  }
  const description = readFileSync(join(folder, "package.json"), "utf8");
  return `run \`npm install${description.includes('"prelo"') ? "" : " prelo"}\`, then `;
}
