import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

/** Requests under way at one time, at the most. */
export const slots = 8;
/** Articles, and the texts of each: 60 in all, every fourth of which uses two before it. */
const articles = 3;
const textsEach = 20;
/** Pictures of each article, by block: 20 in all. */
const picturesOf = [
  [2, 4],
  [1, 5, 1],
  [1, 6],
];

/** What each picture block is asked for, by its prompt: how many pictures. */
export const pictures = new Map(
  picturesOf.flatMap((counts, article) =>
    counts.map((n, index) => [picturePrompt(article, index), n]),
  ),
);
export const textCount = articles * textsEach;
export const pictureCount = [...pictures.values()].reduce((total, n) => total + n, 0);

function picturePrompt(article, index) {
  return `Picture ${article}.${index}`;
}

function textBlock(article, index) {
  const uses =
    index % 4 === 3 ? ` after {{ answers.t${index - 1} }} and {{ answers.t${index - 3} }}` : "";
  return { id: `t${index}`, heading: `Part ${index}`, prompt: `Text ${article}.${index}${uses}` };
}

function toArticle(article) {
  const texts = Array.from({ length: textsEach }, (_, index) => textBlock(article, index));
  const galleries = picturesOf[article].map((n, index) => ({
    id: `p${index}`,
    image: picturePrompt(article, index),
    alt: `Picture ${index}`,
    n,
  }));
  return { title: `Article ${article}`, blocks: [...texts, ...galleries, { usage: true }] };
}

/** Writes the job into a new folder. @returns the folder */
export function makeJob() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "prelo-campaign-")));
  mkdirSync(join(folder, "prompts"));
  const job = {
    version: 1,
    articles: ["prompts/*.yaml"],
    providers: { openai: { limits: { concurrency: slots } } },
    text: { model: "campaign-text" },
    image: { model: "campaign-image" },
    images: { widths: [480], formats: ["jpeg"] },
  };
  writeFileSync(join(folder, "pipeline.yaml"), stringify(job));
  for (let article = 0; article < articles; article += 1) {
    writeFileSync(join(folder, `prompts/a${article}.yaml`), stringify(toArticle(article)));
  }
  return folder;
}
