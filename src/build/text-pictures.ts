import { dirname, join } from "node:path";
import type { Answer } from "../answers/types.ts";
import { listKnownSections } from "../article/links/known-sections.ts";
import type { OwnPictures } from "../blocks/own-pictures.ts";
import { kindOf } from "../blocks/kinds.ts";
import { PreloError } from "../errors.ts";
import { findShownPicture } from "../job/folder/find-shown-picture.ts";
import { isTextBlock } from "../job/asked.ts";
import { isWithin, JobFolder } from "../job/folder/job-folder.ts";
import type { Article, Block, Job } from "../job/types.ts";

/** A picture that a person's text names, and that is not there. */
interface Gone {
  readonly block: string;
  readonly message: string;
}

export interface Illustrated {
  readonly article: Article;
  readonly gone: readonly Gone[];
}

/** Whether a block's text may show pictures that are known only when it is. */
function mayShow(block: Block, answers: ReadonlyMap<string, Answer>): boolean {
  const written = kindOf(block).markdown(block);
  if (written.some(({ value }) => /!\[[^]*\{[{%]/.test(value))) {
    return true;
  }
  if (!isTextBlock(block) || block.hidden === true) {
    return false;
  }
  const answer = answers.get(block.chosen ?? block.id);
  return answer?.kind === "text" && answer.body.includes("![");
}

/**
 * Finds the author's files that texts show, and that are known only when the answers are there: in an answer,
 * and where a template makes the address.
 * @returns the article, its blocks with those pictures
 */
export async function findTextPictures(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  job: Pick<Job, "dir" | "answersDir" | "output">,
): Promise<Illustrated> {
  if (!article.blocks.some((block) => mayShow(block, answers))) {
    return { article, gone: [] };
  }
  // What reads Markdown loads only for a text that shows pictures.
  const { listPictures } = await import("../article/own-pictures.ts");
  const sections = listKnownSectionsOrNone(article, answers);
  const folder = JobFolder.open(job.dir);
  const bases = [dirname(join(job.dir, article.file)), job.dir];
  const { variants } = article;
  const gone: Gone[] = [];
  const illustrate = (block: Block): Block => {
    const section = sections.find(({ id }) => id === block.id);
    if (!mayShow(block, answers) || section?.kind !== "markdown") {
      return block;
    }
    const { pictures = [] } = block.own ?? {};
    const late = listPictures(section.markdown).flatMap(({ url, alt }): OwnPictures["pictures"] => {
      if (pictures.some((each) => each.url === url)) {
        return [];
      }
      const file = findShownPicture(url, folder, bases, variants.maxBytes);
      if (file !== undefined && "sha256" in file) {
        const path = join(job.dir, file.name);
        // What Prelo wrote itself is nobody's own picture.
        const isOwn = ![job.answersDir, job.output.dir].some((each) => isWithin(each, path));
        return isOwn ? [{ url, alt, file }] : [];
      }
      if (file !== undefined && section.edited === true) {
        gone.push({ block: block.id, message: file.message });
      }
      return [];
    });
    return late.length === 0
      ? block
      : { ...block, own: { pictures: [...pictures, ...late], variants } };
  };
  return { article: { ...article, blocks: article.blocks.map(illustrate) }, gone };
}

/** A template that fails is told where its page is set. */
function listKnownSectionsOrNone(
  ...parameters: Parameters<typeof listKnownSections>
): ReturnType<typeof listKnownSections> {
  try {
    return listKnownSections(...parameters);
  } catch (error) {
    if (error instanceof PreloError) {
      return [];
    }
    throw error;
  }
}
