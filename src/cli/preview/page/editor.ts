import type { ShownBlock } from "../wire.ts";
import { edit, Refusal } from "./api.ts";
import { make } from "./dom.ts";
import { listProblems } from "./problems.ts";

/** Edits a recorded text beside the page. What is typed stays until it is saved or given up. */
export class Editor {
  readonly element = make("form", { class: "editor", hidden: true });
  readonly #article: string;
  #block: ShownBlock | undefined;
  #before = "";
  #text = make("textarea", { id: "text", spellcheck: "true", rows: "12" });
  readonly #told = make("div", { role: "status" });
  readonly #save = make("button", { type: "submit", class: "main" }, ["Save"]);

  constructor(article: string) {
    this.#article = article;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.element.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
      if (key === "Escape") {
        this.#close();
      } else if ((ctrlKey || metaKey) && (key === "Enter" || key === "s")) {
        this.element.requestSubmit();
      }
    });
    // Ctrl-S would save the page.
    this.element.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
      }
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(block: ShownBlock): void {
    const isLeft = this.#block !== undefined && this.#text.value !== this.#before;
    if (this.isOpen && isLeft && !confirm(`Give up what you wrote for ${this.#block?.id}?`)) {
      return;
    }
    this.#block = block;
    this.#before = block.text ?? "";
    this.#text.value = this.#before;
    this.#told.replaceChildren();
    this.#save.textContent = "Save";
    this.element.replaceChildren(
      make("label", { for: "text" }, [`The answer of ${block.id}, in Markdown`]),
      this.#text,
      this.#told,
      make("p", { class: "buttons" }, [
        this.#save,
        make("button", { type: "button", click: () => this.#close() }, ["Cancel"]),
        make("span", { class: "dim" }, [
          "Your text is kept in answers/ and published; only asking again replaces it.",
        ]),
      ]),
    );
    this.element.hidden = false;
    this.#text.focus();
    this.#text.setSelectionRange(0, 0);
    this.#text.scrollTop = 0;
  }

  /** Notes what is recorded now, so that a conflict can show it. */
  update(blocks: readonly ShownBlock[]): void {
    this.#block = blocks.find(({ id }) => id === this.#block?.id) ?? this.#block;
  }

  #close(): void {
    this.element.hidden = true;
    this.#block = undefined;
  }

  async #submit(): Promise<void> {
    const block = this.#block;
    if (block === undefined) {
      return;
    }
    this.#save.disabled = true;
    try {
      const text = this.#text.value;
      await edit({ article: this.#article, block: block.id, text, before: this.#before });
      this.#close();
    } catch (error) {
      this.#tell(error instanceof Refusal ? error : new Refusal([]));
    } finally {
      this.#save.disabled = false;
    }
  }

  #tell({ problems }: Refusal): void {
    const now = this.#block?.text ?? "";
    const isConflict = problems.some(({ code }) => code === "EDIT_CONFLICT");
    this.#told.replaceChildren(
      listProblems(problems),
      ...(isConflict
        ? [make("p", {}, ["What stands there now:"]), make("pre", { tabindex: "0" }, [now])]
        : []),
    );
    if (isConflict) {
      // Whoever saves again has seen it.
      this.#before = now;
      this.#save.textContent = "Save over it";
    }
  }
}
