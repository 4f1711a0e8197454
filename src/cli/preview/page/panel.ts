import type { Asking, ShownArticle, ShownBlock } from "../wire.ts";
import { blockButtons, type BlockActions, describeStep } from "./block-buttons.ts";
import { make } from "./dom.ts";
import { chip } from "./list-view.ts";
import { listProblems } from "./problems.ts";

/** The list of an article's blocks: the state of each, why, and what asking for it could cost. */
export function blockPanel(
  { blocks, problems, sandbox }: ShownArticle,
  actions: BlockActions,
  asking: Asking | undefined,
  goTo: (section: string) => void,
): readonly Node[] {
  return [
    ...(problems.length > 0
      ? [make("h2", {}, ["A build does not publish it"]), listProblems(problems)]
      : []),
    ...(sandbox === undefined
      ? []
      : [make("p", { class: "dim" }, [`The sandbox answers: ${sandbox}.`])]),
    make("h2", {}, ["Blocks"]),
    blocks.length === 0
      ? make("p", { class: "dim" }, ["No model is asked for any of them."])
      : make(
          "ul",
          { class: "blocks" },
          blocks.map((block) => item(block, actions, asking, goTo)),
        ),
    ...(actions.ask === undefined
      ? [
          make("p", { class: "dim" }, [
            "Nothing is sent: `prelo preview --ask` adds buttons that ask.",
          ]),
        ]
      : []),
  ];
}

function item(
  block: ShownBlock,
  actions: BlockActions,
  asking: Asking | undefined,
  goTo: (section: string) => void,
): HTMLElement {
  const { id, section, state, model, place, reasons, cost, isChosen } = block;
  return make("li", {}, [
    make("p", { class: "chips" }, [
      chip(state, state),
      make("button", { type: "button", class: "link", click: () => goTo(section) }, [id]),
      isChosen === true && "published",
    ]),
    make("p", { class: "dim" }, [`${model} · ${place} · ${describeStep(id, asking) ?? cost}`]),
    reasons.length > 0 &&
      make(
        "ul",
        { class: "reasons" },
        reasons.map((reason) => make("li", {}, [reason])),
      ),
    make("p", { class: "buttons" }, blockButtons(block, actions, asking, document)),
  ]);
}
