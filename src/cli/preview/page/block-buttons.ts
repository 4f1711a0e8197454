import type { Asking, ShownBlock } from "../wire.ts";
import { make } from "./dom.ts";

/** What can be done about a block. */
export interface BlockActions {
  /** Absent where nothing may be asked. */
  readonly ask?: (block: ShownBlock) => void;
  readonly edit: (block: ShownBlock) => void;
}

/** What a run does with a block now; undefined when none is under way, or it is no part of it. */
export function describeStep(id: string, asking: Asking | undefined): string | undefined {
  const step = asking?.ended === undefined ? asking?.blocks[id] : undefined;
  return step === undefined
    ? undefined
    : { waits: "waits …", asked: "asked …", answered: "answered", failed: "failed" }[step];
}

/** The buttons of a block, for its label in the page and for the list of blocks. */
export function blockButtons(
  block: ShownBlock,
  { ask, edit }: BlockActions,
  asking: Asking | undefined,
  host: Document,
): readonly HTMLElement[] {
  const { id, isDue, askedWith, text } = block;
  const isBusy = asking !== undefined && asking.ended === undefined;
  const others = askedWith.length - 1;
  const what = isDue ? "Ask" : "Ask again";
  return [
    ...(ask === undefined
      ? []
      : [
          make(
            "button",
            {
              type: "button",
              disabled: isBusy,
              title: `${id}: ${block.cost}${others > 0 ? `; asks ${askedWith.join(", ")}` : ""}`,
              click: () => ask(block),
            },
            [others > 0 ? `${what} with ${others} more` : what],
            host,
          ),
        ]),
    ...(text === undefined
      ? []
      : [
          make(
            "button",
            { type: "button", "aria-label": `Edit the text of ${id}`, click: () => edit(block) },
            ["Edit"],
            host,
          ),
        ]),
  ];
}
