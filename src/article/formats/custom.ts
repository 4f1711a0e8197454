import type { Picture } from "../../blocks/sections.ts";
import { PreloError, toError } from "../../errors.ts";
import { freezeDeeply } from "../../job/freeze.ts";
import type { OutputFormat } from "../../job/types.ts";
import type { SetPage } from "../page-lines.ts";
import type { PlacedSection } from "../sections/section-blocks.ts";
import type { ArticleDocument, Section } from "../types.ts";
import type { CustomFormat, FormatContext, PageDocument, PageSection } from "./custom-format.ts";
import { setMarkdown } from "./markdown.ts";
import type { RenderPage } from "./render-page.ts";

/**
 * Makes a custom format one like Prelo's own.
 * @param loadOwn gives one of Prelo's own, for a format that builds on its page
 * @returns a function that throws PreloError PAGE_INVALID when the format fails or gives no text
 */
export function renderBy(
  name: string,
  format: CustomFormat,
  loadOwn: (format: OutputFormat) => Promise<RenderPage>,
): RenderPage {
  return async (document, placed, settings) => {
    const page = toPageDocument(document, placed, setMarkdown(document, settings, placed));
    const context: FormatContext = {
      file: format.file,
      page: async (own) => {
        const renderPage = await loadOwn(own);
        return renderPage(document, placed, settings);
      },
    };
    const text: unknown = await callRender(name, format, page, context);
    if (typeof text !== "string") {
      throw new PreloError("PAGE_INVALID", `the format ${name} gave ${typeof text}, not a string`, {
        hint: `Let \`formats.${name}.render\` return the page's text, or a promise of it.`,
      });
    }
    return text;
  };
}

async function callRender(
  name: string,
  format: CustomFormat,
  page: PageDocument,
  context: FormatContext,
): Promise<unknown> {
  try {
    return await format.render(page, context);
  } catch (error) {
    // Its message may quote the page, which has not passed the leak gate yet.
    const { name: kind } = toError(error);
    throw new PreloError("PAGE_INVALID", `the format ${name} failed to set the page (${kind})`, {
      hint: `\`formats.${name}.render\` threw it; \`cause\` says what and where.`,
      cause: error,
    });
  }
}

function toPageDocument(
  document: ArticleDocument,
  placed: readonly PlacedSection[],
  page: SetPage,
): PageDocument {
  const { slug, title, language, author, description, date, tags, address, cover, sandbox } =
    document;
  const bodies = bodiesOf(page);
  const sections = placed.map(({ section, heading }): PageSection => {
    const { id, kind, level } = section;
    return {
      id,
      kind,
      ...(heading !== undefined && { heading }),
      level,
      markdown: bodies.get(section) ?? "",
      pictures: picturesOf(section),
    };
  });
  return freezeDeeply<PageDocument>({
    slug,
    title,
    language,
    ...(author !== undefined && { author }),
    ...(description !== undefined && { description }),
    ...(date !== undefined && { date }),
    tags: [...tags],
    ...(address !== undefined && { address }),
    ...(cover !== undefined && { cover }),
    sandbox,
    markdown: page.text.replace(/^---\n[\s\S]*?\n---\n\n?/, ""),
    sections,
    pictures: sections.flatMap(({ pictures }) => pictures),
  });
}

/** The lines of each section's body. */
function bodiesOf({ text, parts }: SetPage): ReadonlyMap<Section, string> {
  const lines = text.split("\n");
  return new Map(
    parts.flatMap(({ kind, section, line }, index) => {
      const end = parts[index + 1]?.line ?? lines.length + 1;
      const body = lines.slice(line - 1, end - 1).join("\n");
      return kind === "body" && section !== undefined ? [[section, body.trimEnd()] as const] : [];
    }),
  );
}

function picturesOf(section: Section): readonly Picture[] {
  switch (section.kind) {
    case "gallery":
      return [...section.pictures, ...(section.sheet === undefined ? [] : [section.sheet])];
    case "poster":
      return [section.picture];
    case "code":
      return [section.returned, ...(section.outputs ?? [])].flatMap((given) =>
        given?.kind === "pictures" ? given.pictures : [],
      );
    case "markdown":
    case "references":
    case "usage":
      return [];
  }
}
