import type { Problem } from "../wire.ts";
import { make } from "./dom.ts";

/** Mistakes as the terminal prints them: the place, what is wrong, the lines around it, what to do. */
export function listProblems(problems: readonly Problem[]): HTMLElement {
  return make(
    "ol",
    { class: "problems" },
    problems.map(({ code, message, hint, place, frame }) =>
      make("li", {}, [
        make("p", { class: "place" }, [
          place !== undefined && make("b", {}, [place]),
          place !== undefined && " ",
          make("span", { class: "code" }, [code]),
        ]),
        make("p", { class: "message" }, [message]),
        frame !== undefined && make("pre", { tabindex: "0" }, [frame]),
        hint !== undefined && make("p", { class: "hint" }, [hint]),
      ]),
    ),
  );
}

/** Lies over the page while the job has mistakes; it goes by itself when they are mended. */
export class Overlay {
  readonly element = make("div", { class: "overlay", role: "alertdialog", hidden: true });
  #shown = "[]";

  show(problems: readonly Problem[]): void {
    const key = JSON.stringify(problems);
    if (key === this.#shown) {
      return;
    }
    this.#shown = key;
    this.element.hidden = problems.length === 0;
    const count = problems.length === 1 ? "A mistake" : `${problems.length} mistakes`;
    this.element.setAttribute("aria-label", count);
    this.element.replaceChildren(
      make("div", { class: "sheet" }, [
        make("h2", {}, [`${count} in the job`]),
        listProblems(problems),
        make("p", { class: "dim" }, [
          "This goes away when the file is mended and saved. Below it is the page as it was before.",
        ]),
        make("button", { type: "button", click: () => (this.element.hidden = true) }, ["Hide"]),
      ]),
    );
  }
}
