import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { writeWhole } from "../../files/files.ts";
import { exitCodes, PreloError } from "../../errors.ts";
import { isSafeName } from "../../settings/values.ts";
import { writeProgress, writeResult } from "../terminal.ts";

const slugPattern = /^[a-z0-9][a-z0-9-]{0,79}$/;

/** `prelo new`. @returns the exit code */
export async function runNew(slug: string, { job }: { readonly job: string }): Promise<number> {
  if (!slugPattern.test(slug) || !isSafeName(slug)) {
    throw new PreloError("USAGE", `"${slug}" cannot be an article's name`, {
      hint: "Use lower-case letters, digits and hyphens, such as first-steps; not a name that Windows reserves.",
    });
  }
  const folder = join(dirname(resolve(job)), "prompts");
  const file = join(folder, `${slug}.yaml`);
  if (existsSync(file) || existsSync(join(folder, `${slug}.yml`))) {
    throw new PreloError("USAGE", `${relative(process.cwd(), file)} exists already`, {
      hint: "Choose another name; nothing was written.",
    });
  }
  await writeWhole(file, template(slug));
  writeResult(relative(process.cwd(), file));
  writeProgress("Edit it, then run: npm run build-article");
  return exitCodes.ok;
}

function template(slug: string): string {
  const words = slug.replaceAll("-", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return `# yaml-language-server: $schema=../schema/article.schema.json
title: ${JSON.stringify(title)}
language: en
vars:
  topic: ${JSON.stringify(words)}
system: Answer in plain English, in Markdown. Say so when something is not certain.
blocks:
  - markdown: |
      An introduction in your own words.
  - id: summary
    heading: Summary
    prompt: |
      Write a summary of {{ vars.topic }} in one paragraph.
  - id: why
    question: Why does it matter?
    prompt: |
      Why does {{ vars.topic }} matter? Answer in two short paragraphs.
  - id: conclusion
    heading: Conclusion
    prompt: |
      Write the conclusion of an article about {{ vars.topic }}, in one paragraph.

      Summary: {{ answers.summary }}
  - id: cover
    image: A calm, bright illustration about {{ vars.topic }}
    heading: Illustration
    alt: An illustration of the article's topic
  - heading: What it took
    usage: true
`;
}
