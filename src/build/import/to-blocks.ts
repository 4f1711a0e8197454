import { slugOfText } from "../../job/read/slug.ts";
import { isSafeName } from "../../blocks/settings/values.ts";
import { plainText } from "../../article/markdown/plain-text.ts";
import { readHeading } from "../../article/sections/read-heading.ts";
import { countWords } from "../../checks/count-words.ts";
import type { ImportWords } from "./import-words.ts";
import { findInAnswer } from "../../checks/placeholders/find-placeholders.ts";
import { cutText } from "./split-markdown.ts";
import { keepsAsAnswer } from "./keeps-as-answer.ts";
import type { Outline } from "./outline.ts";
import type { PicturePlaces } from "./place-pictures.ts";
import type { ImportedSection, NamedPicture, Piece } from "./sections.ts";

/** A block of the new article, as it stands in its file; and the text that is recorded for it, if any. */
export interface ImportedBlock {
  readonly id: string;
  readonly block: Readonly<Record<string, unknown>>;
  readonly text?: string;
}

interface Context {
  readonly title: string;
  readonly words: ImportWords;
  readonly pictures: PicturePlaces;
  readonly takeId: (wanted: string) => string;
}

/** The blocks that an article's sections become. */
export function toBlocks(
  { title, sections }: Pick<Outline, "title" | "sections">,
  words: ImportWords,
  pictures: PicturePlaces,
): readonly ImportedBlock[] {
  const context = { title, words, pictures, takeId: idTaker() };
  return sections.flatMap((section) => blocksOf(section, context));
}

/** Gives each block a name of its own; in capital or small letters it is the same. */
function idTaker(): Context["takeId"] {
  const taken = new Set<string>();
  return (wanted) => {
    const base = isSafeName(wanted) ? wanted : "part";
    let id = base;
    for (let number = 2; taken.has(id.toLowerCase()); number += 1) {
      id = `${base}-${number}`;
    }
    taken.add(id.toLowerCase());
    return id;
  };
}

function blocksOf(section: ImportedSection, context: Context): readonly ImportedBlock[] {
  const { heading, pieces } = section;
  const shown = heading === undefined ? "" : plainText(readHeading(heading.text));
  const base = heading === undefined ? "introduction" : slugOfText(shown);
  const above =
    heading === undefined
      ? {}
      : {
          heading: escapeTemplate(heading.text),
          ...(heading.level !== 2 && { level: heading.level }),
          ...(heading.isBold && { heading_style: "bold" }),
        };
  if (pieces.length === 0) {
    const id = context.takeId(base);
    return [{ id, block: { id, ...above, markdown: "" } }];
  }
  const cut = pieces.flatMap((piece): readonly Piece[] =>
    piece.kind === "text" ? cutPiece(piece, shown) : [piece],
  );
  return cut.map((piece, index): ImportedBlock => {
    const id = context.takeId(base);
    const isFirst = index === 0;
    return toBlock(piece, { ...context, id, above: isFirst ? above : {}, shown, isFirst });
  });
}

type TextPiece = Piece & { readonly kind: "text" };

interface Place extends Context {
  readonly id: string;
  readonly above: Readonly<Record<string, unknown>>;
  /** The section's heading, as plain text; empty without one. */
  readonly shown: string;
  readonly isFirst: boolean;
}

function toBlock(piece: Piece, place: Place): ImportedBlock {
  const { id, above, pictures, words } = place;
  switch (piece.kind) {
    case "text":
      return textBlock(piece, place);
    case "code": {
      const output = piece.outputs.flatMap((each): readonly unknown[] => {
        if (each.kind === "text") {
          return [each.text];
        }
        const picture = pictures.find(each.url, piece.line);
        return picture === undefined ? [] : [{ picture, alt: words.output }];
      });
      const { code, language } = piece;
      const given = output.length === 0 ? {} : { output: output.length === 1 ? output[0] : output };
      return { id, block: { id, ...above, code, language, ...given } };
    }
    case "pictures": {
      const found = piece.pictures.map(({ url, alt }) => ({
        file: pictures.find(url, piece.line) ?? url,
        alt: escapeTemplate(alt.trim()),
      }));
      const [only, ...others] = found;
      const block =
        only !== undefined && others.length === 0
          ? { picture: only.file, alt: only.alt }
          : { picture: found.map(({ file }) => file), alt: found.map(({ alt }) => alt) };
      const caption = piece.caption === undefined ? {} : { caption: escapeTemplate(piece.caption) };
      return { id, block: { id, ...above, ...block, ...caption } };
    }
    case "video": {
      const poster =
        piece.poster === undefined ? undefined : pictures.find(piece.poster, piece.line);
      const { url, alt } = piece;
      const own = poster === undefined ? {} : { poster };
      return { id, block: { id, ...above, video: url, alt: escapeTemplate(alt), ...own } };
    }
    default:
      return piece satisfies never;
  }
}

/** A text that cannot be an answer as a whole is one as far as it can; what cannot is the author's own. */
function cutPiece(piece: TextPiece, heading: string): readonly TextPiece[] {
  const fits = (text: string): boolean => keepsAsAnswer(text, heading);
  const parts = fits(piece.text) ? [piece.text] : cutText(piece.text, fits);
  return parts.map((text) => Object.assign({}, piece, { text }));
}

function textBlock(
  piece: TextPiece,
  { id, above, shown, title, words, pictures, isFirst }: Place,
): ImportedBlock {
  const text = rename(piece, pictures);
  for (const { passage, line } of findInAnswer(text)) {
    const message = `“${passage}” looks like a gap that was never filled in: no page shows it but as code`;
    pictures.remarks.push({ line: piece.line + line - 1, message });
  }
  if (!keepsAsAnswer(text, shown)) {
    return { id, block: { id, ...above, markdown: `${escapeTemplate(text)}\n` } };
  }
  const isQuestion = isFirst && /[?？؟]$/.test(shown) && "heading" in above;
  if (isQuestion) {
    const { heading: question, ...rest } = above;
    return { id, block: { id, question, ...rest }, text };
  }
  const length = Math.max(10, Math.round(countWords(text) / 10) * 10);
  const asked =
    shown === ""
      ? words.introduction(title, length)
      : (isFirst ? words.section : words.more)(shown, title, length);
  return { id, block: { id, ...above, prompt: escapeTemplate(asked) }, text };
}

/** Code between backticks, or what comes before an address in a text, and the address. */
const codeOrAddress =
  /(`+)[^`](?:[\s\S]*?[^`])?\1(?!`)|(\]\(\s*|^ {0,3}\[[^[\]\n]+\]:\s*)(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))/gm;

/** A text with the addresses of its pictures as the job finds them. */
function rename(
  {
    text,
    pictures: named,
    line,
  }: { text: string; pictures: readonly NamedPicture[]; line: number },
  pictures: PicturePlaces,
): string {
  const files = new Map(
    [...new Set(named.map(({ url }) => url))].map((url) => [toKey(url), pictures.find(url, line)]),
  );
  return text.replaceAll(
    codeOrAddress,
    (whole, code, before: string, bracketed?: string, bare?: string) => {
      const file = code === undefined ? files.get(toKey(bracketed ?? bare ?? "")) : undefined;
      return file === undefined ? whole : before + toAddress(file);
    },
  );
}

/** A path as it stands in Markdown, whatever its signs would mean there. */
function toAddress(path: string): string {
  const brackets: Readonly<Record<string, string>> = { "(": "%28", ")": "%29" };
  return path.replaceAll(/[\s()<>%#?]/g, (sign) => brackets[sign] ?? encodeURIComponent(sign));
}

/** An address, however its signs are written. */
function toKey(url: string): string {
  const plain = url.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** What would be a template stands for itself. */
export function escapeTemplate(text: string): string {
  if (!/\{[{%]/.test(text)) {
    return text;
  }
  return /\{%-?\s*endraw/.test(text)
    ? text.replaceAll(/\{[{%]/g, (mark) => `{{ "${mark}" }}`)
    : `{% raw %}${text}{% endraw %}`;
}
