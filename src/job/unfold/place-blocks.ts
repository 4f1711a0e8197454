import type { Repeated } from "../../blocks/kind.ts";
import type { Names } from "../../blocks/source-text.ts";
import { holds } from "../templates/condition.ts";
import { assertNames } from "../templates/explain-name.ts";
import { answerUsed, compileTemplate, scopeOf } from "../templates/templates.ts";
import { TemplateError } from "../templates/template-errors.ts";
import type { Article, Block, Json, Part, Repeat, SourceText } from "../types.ts";
import { type Item, mostItems, readItems } from "./items.ts";

/** What is known of an article's answers. */
export interface Known {
  /** The bodies of those that are settled, by id. */
  readonly bodies: Readonly<Record<string, string>>;
  /** The variant that is published, by the block's id; unset for the first. */
  readonly chosen?: Readonly<Record<string, string>>;
}

export const nothingKnown: Known = { bodies: {} };

/** A block of the file, in one of the places where it may stand. */
export interface Place {
  /** As it stands in the file. */
  readonly block: Block;
  readonly id: string;
  /** `off`: a condition leaves it out; `gone`: the list has no such item. */
  readonly state: "there" | "open" | "off" | "gone";
  /** The blocks whose answers decide, while it is open. */
  readonly waitsFor: readonly string[];
  readonly repeated?: Repeated;
  /** What its texts may name, within a repeat. */
  readonly names?: Names;
}

/**
 * All places of an article's blocks, in order.
 * @param names what ids mean, as far as that is known
 * @throws TemplateError
 */
export function placeBlocks(
  article: Article,
  parts: readonly Part[],
  names: Names,
  known: Known,
): readonly Place[] {
  return parts.flatMap((part) => {
    if ("over" in part) {
      return placeRepeat(part, article, names, known);
    }
    const decision = decide(part.when, names, article, known);
    return [Object.assign({ block: part, id: part.id }, decision)];
  });
}

type Decision = Pick<Place, "state" | "waitsFor">;

/** Whether a condition holds, or which answers it waits for. */
function decide(when: Repeat["when"], names: Names, article: Article, { bodies }: Known): Decision {
  if (typeof when !== "object") {
    return { state: when === false ? "off" : "there", waitsFor: [] };
  }
  const condition = { ...when, names };
  const used = idsUsed(condition);
  if (used.some((id) => !Object.hasOwn(bodies, id))) {
    return { state: "open", waitsFor: used };
  }
  assertNames(condition, scopeOf(article, bodies));
  const isTrue = holds(condition, scopeOf(article, bodies));
  if (isTrue === undefined) {
    const hint = "Compare it with something, as in `{{ row.kind == 'city' }}`.";
    throw new TemplateError("`when` is neither true nor false", when, undefined, hint);
  }
  return { state: isTrue ? "there" : "off", waitsFor: [] };
}

function idsUsed(text: SourceText): readonly string[] {
  const ids = compileTemplate(text).references.map(answerUsed);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function placeRepeat(
  repeat: Repeat,
  article: Article,
  names: Names,
  known: Known,
): readonly Place[] {
  const whole = decide(repeat.when, names, article, known);
  const used = idsUsed({ ...repeat.over, names });
  const isKnown = used.length === 0;
  const isOpen = used.some((id) => !Object.hasOwn(known.bodies, id));
  const items =
    isOpen || whole.state === "off"
      ? undefined
      : readItems(repeat, names, scopeOf(article, known.bodies), isKnown);
  const waitsFor = [...new Set([...whole.waitsFor, ...(isOpen ? used : [])])];
  const count = items?.length ?? mostItems(repeat);
  const keys = items?.map(({ key }) => key) ?? [];
  const groups = Array.from(
    { length: Math.max(count, isKnown ? 0 : mostItems(repeat)) },
    (_, index) => {
      const number = index + 1;
      const state =
        whole.state === "off"
          ? "off"
          : number > count
            ? "gone"
            : waitsFor.length > 0
              ? "open"
              : "there";
      const group = { repeat, number, count, keys, item: items?.[index], state, waitsFor } as const;
      return placeGroup(group, article, names, known);
    },
  );
  return groups.flat();
}

interface Group extends Decision {
  readonly repeat: Repeat;
  readonly number: number;
  readonly count: number;
  readonly keys: readonly string[];
  /** Undefined while it is to come. */
  readonly item: Item | undefined;
}

/** The blocks of a repeat for one of its items. */
function placeGroup(
  { repeat, number, count, keys, item, state, waitsFor }: Group,
  article: Article,
  names: Names,
  known: Known,
): readonly Place[] {
  const values: Record<string, Json> = {
    [repeat.as]: item?.value ?? null,
    repeat: { number, count },
  };
  const idIn = ({ id }: Block): string => `${id}-${number}`;
  const ids: Record<string, string | readonly string[] | null> = { ...names.ids };
  for (const block of repeat.blocks) {
    // Whether one is left out is known from the pass before.
    const outside = names.ids[idIn(block)];
    ids[block.id] = outside === undefined ? idIn(block) : outside;
  }
  const own = { values, ids };
  return repeat.blocks.map((block): Place => {
    const decision =
      item === undefined || state !== "there" ? undefined : decide(block.when, own, article, known);
    const id = idIn(block);
    return {
      block,
      id,
      ...(decision ?? { state: block.when === false ? "off" : state, waitsFor }),
      names: own,
      repeated: {
        of: block.id,
        number,
        ...(item !== undefined && { key: item.key }),
        keys,
      },
    };
  });
}
