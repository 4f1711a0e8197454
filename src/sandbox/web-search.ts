import { z } from "zod";

/** A search of the web, as the API takes it in responses. */
export const searchTool = z.looseObject({
  type: z.enum([
    "web_search",
    "web_search_2025_08_26",
    "web_search_preview",
    "web_search_preview_2025_03_11",
  ]),
  search_context_size: z.enum(["low", "medium", "high"]).nullish(),
});

/** `web_search_options` of chat. */
export const searchOptions = z
  .looseObject({ search_context_size: z.enum(["low", "medium", "high"]).nullish() })
  .nullish();

/** Whether any of a request's tools is a search. */
export function searchesWeb(
  tools: readonly { readonly type: string }[] | null | undefined,
): boolean {
  return (tools ?? []).some(({ type }) => type.startsWith("web_search"));
}

/** Addresses that are reserved for examples: nothing is behind them. */
const sources = [
  { site: "example.com", url: "https://example.com/", title: "Example Domain" },
  {
    site: "example.org",
    url: "https://example.org/guide",
    title: "A guide that the sandbox made up",
  },
];

/** A place of a text that cites a source: `end` is the character behind it. */
interface Citation {
  readonly url: string;
  readonly title: string;
  readonly start_index: number;
  readonly end_index: number;
}

/** A text with links to made-up sources behind its first paragraphs, as the API sets them. */
export function citeMadeUp(text: string): {
  readonly text: string;
  readonly citations: readonly Citation[];
} {
  const citations: Citation[] = [];
  let cited = "";
  for (const [index, paragraph] of text.split(/(?<=[^\n])(?=\n\n|$)/).entries()) {
    cited += paragraph;
    const source = sources[citations.length];
    const isProse = /[.:!?…]$/.test(paragraph.trimEnd()) && !paragraph.includes("```");
    if (source === undefined || !isProse || index > 8) {
      continue;
    }
    const url = `${source.url}?utm_source=openai`;
    const mark = `([${source.site}](${url}))`;
    // The API counts characters, not halves of them.
    const start = Array.from(cited).length + 1;
    cited += ` ${mark}`;
    const { title } = source;
    citations.push({ url, title, start_index: start, end_index: start + mark.length });
  }
  return { text: cited, citations };
}

/** The citations that are left of a text that was cut off. */
export function withinText(citations: readonly Citation[], text: string): readonly Citation[] {
  const { length } = Array.from(text);
  return citations.filter(({ end_index: end }) => end <= length);
}
