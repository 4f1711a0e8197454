import { type Asking, type ShownBlock, states } from "../wire.ts";
import { blockButtons, type BlockActions, describeStep, pictureButton } from "./block-buttons.ts";
import { make } from "./dom.ts";
import { chip } from "./list-view.ts";

/** So many reasons are told in the page; all stand in the list of blocks. */
const mostReasons = 3;

/**
 * The preview's own layer in an article's page: each block that is not fresh has an outline, and a label
 * that says why. The page itself knows nothing of it.
 */
export class Marks {
  readonly #style: string;
  readonly #styled = new WeakSet<Document>();

  /** @param style of the labels and outlines */
  constructor(style: string) {
    this.#style = style;
  }

  /** Marks a page anew. */
  draw(
    page: Document,
    blocks: readonly ShownBlock[],
    actions: BlockActions,
    asking: Asking | undefined,
  ): void {
    this.#addStyle(page);
    for (const label of page.querySelectorAll("[data-prelo-label]")) {
      label.remove();
    }
    for (const section of page.querySelectorAll("section[id]")) {
      const own = blocks.filter((block) => block.section === section.id);
      const [worst] = own.toSorted((a, b) => states.indexOf(a.state) - states.indexOf(b.state));
      if (worst === undefined) {
        section.removeAttribute("data-prelo");
        continue;
      }
      const isAsked = own.some(({ id }) => describeStep(id, asking) !== undefined);
      const isMarked = worst.state !== "fresh" || isAsked;
      section.setAttribute("data-prelo", isMarked ? worst.state : "fresh");
      const told = isMarked
        ? own.filter(({ id, state }) => state !== "fresh" || describeStep(id, asking) !== undefined)
        : own.filter(({ isChosen }) => isChosen !== false).slice(0, 1);
      section.before(...told.map((block) => drawLabel(page, block, isMarked, actions, asking)));
      own.forEach((block) => markPictures(page, section, block, actions, asking));
    }
  }

  /** By a constructed sheet: the page's policy lets nothing else in. */
  #addStyle(page: Document): void {
    const view = page.defaultView;
    if (view === null || this.#styled.has(page)) {
      return;
    }
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(this.#style);
    page.adoptedStyleSheets.push(sheet);
    this.#styled.add(page);
  }
}

/** Gives each picture a button that asks for another. */
function markPictures(
  page: Document,
  section: Element,
  block: ShownBlock,
  { ask }: BlockActions,
  asking: Asking | undefined,
): void {
  const { numbers = [] } = block.pictures ?? {};
  const items = section.querySelectorAll(".pictures .item");
  if (ask === undefined || numbers.length < 2) {
    return;
  }
  numbers.forEach((number, index) => {
    const button = pictureButton(block, number, ask, asking, page);
    items[index]?.append(make("div", { "data-prelo-label": "picture" }, [button], page));
  });
}

function drawLabel(
  page: Document,
  block: ShownBlock,
  isMarked: boolean,
  actions: BlockActions,
  asking: Asking | undefined,
): HTMLElement {
  const { id, state, reasons, cost } = block;
  const step = describeStep(id, asking);
  return make(
    "div",
    {
      "data-prelo-label": isMarked ? state : "fresh",
      role: "group",
      "aria-label": `Block ${id}: ${state}`,
    },
    [
      isMarked && chip(state, state, page),
      isMarked && make("code", {}, [id], page),
      isMarked && make("span", { class: "cost" }, [step ?? cost], page),
      ...blockButtons(block, actions, asking, page),
      isMarked &&
        reasons.length > 0 &&
        make(
          "ul",
          {},
          reasons.slice(0, mostReasons).map((reason) => make("li", {}, [reason], page)),
          page,
        ),
    ],
    page,
  );
}
