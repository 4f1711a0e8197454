import type { Attached } from "../blocks/material.ts";
import type { Turn } from "../endpoints/text-endpoint.ts";
import { hashBytes } from "../files/hash.ts";
import type { Asked } from "../job/asked.ts";
import { answerIdOf, articleKey, listFollowed } from "../job/conversation.ts";
import { compileTemplate, type Scope } from "../job/templates/templates.ts";
import type { Article, AttachedContent, SourceText } from "../job/types.ts";

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
