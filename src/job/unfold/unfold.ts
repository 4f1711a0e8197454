import type { Names } from "../../blocks/source-text.ts";
import { kindOf } from "../../blocks/kinds.ts";
import { TemplateError } from "../templates/template-errors.ts";
import type { Article, Block } from "../types.ts";
import { nameTexts } from "./name-texts.ts";
import { namesOf } from "./names.ts";
import { type Known, nothingKnown, type Place, placeBlocks } from "./place-blocks.ts";

/**
 * Makes an article's blocks of the parts that stand in its file: each block of a repeat once for each
 * item, and no block whose condition is false. What depends on an answer that is not known yet is
 * there as often as it may come to be, and waits. Pure.
 * @param known the answers that are settled; none as the job is loaded
 * @throws TemplateError at the line of a condition or a list that is none
 */
export function unfold(article: Article, known: Known = nothingKnown): Article {
  const { parts } = article;
  if (parts === undefined) {
    return article;
  }
  let names: Names = { values: {}, ids: {} };
  let places: readonly Place[];
  let isSettled = false;
  let passes = 0;
  do {
    places = placeBlocks(article, parts, names, known);
    // A condition may quote a block that another one leaves out.
    const next = namesOf(places, known);
    isSettled = JSON.stringify(next.ids) === JSON.stringify(names.ids);
    names = next;
    passes += 1;
  } while (!isSettled && passes <= parts.length);
  const blocks = places
    .filter(({ state }) => state === "there" || state === "open")
    .map((place) => toBlock(place, place.names ?? names, known));
  const absent = places
    .filter(({ state }) => state === "off")
    .map(({ id, block }) => Object.assign({}, block, { id }));
  const { title, description, system, cover } = article;
  const image = cover && [names.ids[cover.image] ?? []].flat()[0];
  return {
    ...article,
    ...nameTexts(
      {
        title,
        ...(description !== undefined && { description }),
        ...(system !== undefined && { system }),
      },
      names,
    ),
    ...(cover !== undefined && { cover: image === undefined ? cover : { ...cover, image } }),
    blocks,
    absent,
  };
}

/** The block as if it had been written by hand, unless it is still open. */
function toBlock(place: Place, names: Names, known: Known): Block {
  const { block, id, waitsFor, repeated } = place;
  const { when, ...plain } = nameTexts(block, names);
  const isOpen = waitsFor.length > 0;
  const chosen = known.chosen?.[id];
  const made = {
    ...plain,
    id,
    ...(isOpen && { waitsFor }),
    ...(isOpen && typeof when === "object" && { when }),
    ...(repeated !== undefined && { repeated }),
    ...(chosen !== undefined && { chosen }),
  };
  return kindOf(made).rename?.(made, (other) => idOf(other, made, names)) ?? made;
}

/** @throws TemplateError for the id of a block that is left out, or of one that stands there several times */
function idOf(id: string, { ref }: Block, { ids }: Names): string {
  const meant = Object.hasOwn(ids, id) ? ids[id] : id;
  if (typeof meant === "string") {
    // A chosen variant is an answer, no block.
    return meant.replace(/\.\d+$/, "");
  }
  const isOff = meant === null || meant === undefined;
  throw new TemplateError(
    isOff
      ? `it needs the block \`${id}\`, which its \`when\` leaves out`
      : `it needs the block \`${id}\`, which a repeat makes several times`,
    ref,
    undefined,
    isOff ? "Give this block the same `when`." : "Put this block into the same repeat.",
  );
}
