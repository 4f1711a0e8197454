import type { Asking, ShownBlock } from "../wire.ts";
import { make } from "./dom.ts";

/** What can be done about a block. */
export interface BlockActions {
  /** Absent where nothing may be asked. */
  readonly ask?: (block: ShownBlock, number?: number) => void;
  readonly edit: (block: ShownBlock) => void;
  readonly choose: (block: ShownBlock) => void;
}

function isUnderWay(asking: Asking | undefined): boolean {
  return asking !== undefined && asking.ended === undefined;
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
  { ask, edit, choose }: BlockActions,
  asking: Asking | undefined,
  host: Document,
): readonly HTMLElement[] {
  const { id, isDue, askedWith, text, isChosen } = block;
  const isBusy = isUnderWay(asking);
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
    ...(text === undefined || isChosen !== false
      ? []
      : [
          make(
            "button",
            { type: "button", "aria-label": `Publish ${id}`, click: () => choose(block) },
            ["Publish this one"],
            host,
          ),
        ]),
  ];
}

/** The button that asks for another of one of a block's pictures. */
export function pictureButton(
  block: ShownBlock,
  number: number,
  ask: NonNullable<BlockActions["ask"]>,
  asking: Asking | undefined,
  host: Document,
): HTMLElement {
  return make(
    "button",
    {
      type: "button",
      disabled: isUnderWay(asking),
      title: `${block.id}/${number}: ${block.pictures?.cost ?? ""}`,
      click: () => ask(block, number),
    },
    [`Ask again for picture ${number}`],
    host,
  );
}
