import type { Attached } from "../blocks/material.ts";
import type { Turn } from "../endpoints/text-endpoint.ts";
import { hashBytes } from "../files/hash.ts";
import type { Asked } from "../job/asked.ts";
import { compileTemplate, type Scope } from "../job/templates/templates.ts";
import type { Article, AttachedContent, SourceText, TextBlock } from "../job/types.ts";

/** What goes along with a block's prompt. */
export interface Conversation {
  /** What was said before. */
  readonly turns: readonly Turn[];
  /** What goes with the prompt itself. */
  readonly attached: readonly AttachedContent[];
  /** All that goes along, with earlier turns as well; each once. */
  readonly contents: readonly AttachedContent[];
}

type Bodies = Readonly<Record<string, string>>;

/** The block that one goes on from, if any. */
function followedBy(article: Article, block: Asked): TextBlock | undefined {
  const id = "follows" in block ? block.follows?.value : undefined;
  const found = id === undefined ? undefined : article.blocks.find((each) => each.id === id);
  return found !== undefined && (found.kind === "prompt" || found.kind === "question")
    ? found
    : undefined;
}

/** The blocks whose conversation goes on in a block: the first that was asked first. Ends in a circle. */
export function listFollowed(article: Article, block: Asked): readonly TextBlock[] {
  const chain: TextBlock[] = [];
  const isNew = (each: TextBlock): boolean => each.id !== block.id && !chain.includes(each);
  for (let next = followedBy(article, block); next !== undefined && isNew(next);) {
    chain.unshift(next);
    next = followedBy(article, next);
  }
  return chain;
}

/** The id of a block's answer: of several, the one that was chosen. */
export function answerIdOf({ id, chosen }: TextBlock): string {
  return chosen ?? id;
}

/** The texts of a block's examples. */
export function exampleTexts(block: Asked): readonly SourceText[] {
  const { examples = [] } = "examples" in block ? block : {};
  return examples.flatMap(({ user, assistant }) => [user, assistant]);
}

/** Everything that a block attaches, and what the blocks do that it follows. */
export function listAttached(article: Article, block: Asked): readonly Attached[] {
  return [...listFollowed(article, block), block].flatMap((each) =>
    "attach" in each ? (each.attach ?? []) : [],
  );
}

/** What stands for an article's text among those of answers. */
export function articleKey(slug: string): string {
  return `article:${slug}`;
}

/**
 * What was said before a block's prompt, and what goes along with it.
 * @param bodies of the answers and articles that it uses
 * @throws TemplateError
 */
export function openConversation(
  article: Article,
  block: Asked,
  bodies: Bodies,
  scope: Scope,
): Conversation {
  const render = (text: SourceText): string => compileTemplate(text).render(scope).trim();
  const examplesOf = (each: Asked): readonly Turn[] =>
    ("examples" in each ? (each.examples ?? []) : []).flatMap(({ user, assistant }): Turn[] => [
      { role: "user", text: render(user) },
      { role: "assistant", text: render(assistant) },
    ]);
  const attachedTo = (each: Asked): readonly AttachedContent[] =>
    ("attach" in each ? (each.attach ?? []) : []).map((file) => toContent(file, bodies));
  const followed = listFollowed(article, block);
  const turns = [
    ...followed.flatMap((each): Turn[] => [
      ...examplesOf(each),
      { role: "user", text: render(each.prompt), attached: attachedTo(each) },
      { role: "assistant", text: bodies[answerIdOf(each)] ?? "" },
    ]),
    ...examplesOf(block),
  ];
  const all = [...followed, block].flatMap(attachedTo);
  const contents = [...new Map(all.map((each) => [each.key, each])).values()];
  return { turns, attached: attachedTo(block), contents };
}

function toContent(attached: Attached, bodies: Bodies): AttachedContent {
  if ("article" in attached) {
    const key = articleKey(attached.article);
    const text = bodies[key] ?? "";
    const sha256 = hashBytes(text);
    return {
      key,
      kind: "text",
      name: `${attached.article}.md`,
      sha256,
      bytes: Buffer.byteLength(text),
    };
  }
  const { name: key, kind, sha256, bytes } = attached;
  // The folders of this machine are nobody else's business.
  return { key, kind, name: key.split("/").at(-1) ?? key, sha256, bytes };
}
