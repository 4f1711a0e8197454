import { type Asking, type JobState, type ShownArticle, type ShownBlock, states } from "../wire.ts";
import { ask, choose, Refusal, stopAsking } from "./api.ts";
import type { BlockActions } from "./block-buttons.ts";
import { make } from "./dom.ts";
import { Editor } from "./editor.ts";
import { followLinks } from "./follow-links.ts";
import { Frames } from "./frames.ts";
import { chip } from "./list-view.ts";
import type { Marks } from "./marks.ts";
import { blockPanel } from "./panel.ts";
import { listProblems } from "./problems.ts";

/** So wide a window has room for the page and its blocks beside each other. */
const wide = "(min-width: 60rem)";

/** One article: a bar, its page, and the list of its blocks. */
export class ArticleView {
  readonly element: HTMLElement;
  readonly editor: Editor;
  readonly #marks: Marks;
  readonly #frames = new Frames();
  readonly #bar = make("header", { class: "bar" });
  readonly #panel = make("aside", { class: "panel", "aria-label": "Blocks" });
  readonly #strip = make("div", { class: "strip", role: "status", hidden: true });
  #article: ShownArticle | undefined;
  #job: JobState | undefined;
  #asking: Asking | undefined;
  #refused: Refusal | undefined;
  #isStripClosed = false;
  #page = 0;

  constructor(slug: string, marks: Marks) {
    this.#marks = marks;
    this.editor = new Editor(slug);
    this.#panel.hidden = !matchMedia(wide).matches;
    this.element = make("div", { class: "article" }, [
      this.#bar,
      this.#strip,
      make("div", { class: "middle" }, [this.#frames.element, this.#panel]),
      this.editor.element,
    ]);
  }

  /** Shows the article as it is now. */
  async show(article: ShownArticle, job: JobState): Promise<void> {
    this.#article = article;
    this.#job = job;
    if (job.asking?.article === article.slug) {
      this.#asking = job.asking;
    }
    document.title = `${article.title} · Prelo preview`;
    this.editor.update(article.blocks);
    this.#drawAround();
    await this.#showPage();
  }

  /** Shows how a run goes on. */
  follow(asking: Asking): void {
    if (asking.article === this.#article?.slug) {
      this.#refused = undefined;
      this.#isStripClosed &&= asking.ended !== undefined;
      this.#asking = asking;
      this.#drawAround();
      this.#drawMarks();
    }
  }

  get #actions(): BlockActions {
    return {
      edit: (block) => this.editor.open(block),
      choose: ({ id }) => this.#try(choose({ article: this.#article?.slug ?? "", block: id })),
      ...(this.#job?.asks === true && { ask: (block, number) => this.#ask(block, number) }),
    };
  }

  #ask(block?: ShownBlock, number?: number): void {
    const replacesEdit = block?.state === "edited";
    if (replacesEdit && !confirm(`${block.id} was edited by a person. Ask for another answer?`)) {
      return;
    }
    const article = this.#article?.slug ?? "";
    const name = block && (number === undefined ? block.id : `${block.id}/${number}`);
    this.#try(ask({ article, ...(name !== undefined && { blocks: [name] }) }));
  }

  /** Shows why something was not done. */
  #try(request: Promise<void>): void {
    request.catch((error: unknown) => {
      this.#refused = error instanceof Refusal ? error : new Refusal([]);
      this.#isStripClosed = false;
      this.#drawAround();
    });
  }

  async #showPage(): Promise<void> {
    const page = this.#article?.pages[this.#page] ?? this.#article?.pages[0];
    if (page === undefined) {
      return;
    }
    const isShown = await this.#frames.show(page, (document) => {
      if (page.view === "marked") {
        followLinks(document);
        this.#mark(document);
      }
    });
    if (isShown) {
      this.#drawMarks();
    }
  }

  #drawMarks(): void {
    const page = this.#frames.page;
    const { view } = this.#article?.pages[this.#page] ?? {};
    if (page !== undefined && view === "marked") {
      this.#mark(page);
    }
  }

  #mark(page: Document): void {
    this.#marks.draw(page, this.#article?.blocks ?? [], this.#actions, this.#asking);
  }

  #drawAround(): void {
    const article = this.#article;
    if (article === undefined) {
      return;
    }
    this.#bar.replaceChildren(...this.#drawBar(article));
    this.#panel.replaceChildren(
      ...blockPanel(article, this.#actions, this.#asking, (section) => {
        this.#frames.page?.getElementById(section)?.scrollIntoView({ block: "center" });
      }),
    );
    this.#drawStrip();
  }

  #drawBar({ title, blocks, pages, problems, dueCost }: ShownArticle): readonly (Node | string)[] {
    const counts = states
      .map((state) => [state, blocks.filter((block) => block.state === state).length] as const)
      .filter(([, count]) => count > 0);
    const asks = this.#job?.asks === true;
    const isBusy = this.#asking !== undefined && this.#asking.ended === undefined;
    return [
      this.#job?.articles === 1 ? "" : make("a", { href: "/" }, ["Articles"]),
      make("h1", {}, [title]),
      make("p", { class: "chips" }, [
        ...counts.map(([state, count]) => chip(state, `${count} ${state}`)),
        problems.length > 0 && chip("unfit", "not published"),
        dueCost !== undefined && make("span", { class: "dim" }, [dueCost]),
      ]),
      ...(asks && dueCost !== undefined
        ? [
            make(
              "button",
              { type: "button", class: "main", disabled: isBusy, click: () => this.#ask() },
              ["Ask all that is due"],
            ),
          ]
        : []),
      ...(pages.length > 1 ? [this.#drawPages(pages.map(({ label }) => label))] : []),
      make(
        "button",
        {
          type: "button",
          "aria-expanded": String(!this.#panel.hidden),
          click: () => {
            this.#panel.hidden = !this.#panel.hidden;
            this.#drawAround();
          },
        },
        ["Blocks"],
      ),
    ];
  }

  #drawPages(labels: readonly string[]): HTMLElement {
    const select = make(
      "select",
      { "aria-label": "Page" },
      labels.map((label, index) =>
        make("option", { value: String(index), selected: index === this.#page }, [label]),
      ),
    );
    select.addEventListener("change", () => {
      this.#page = Number(select.value);
      void this.#showPage();
    });
    return select;
  }

  #closeStrip(): void {
    this.#isStripClosed = true;
    this.#drawStrip();
  }

  #drawStrip(): void {
    const asking = this.#asking;
    const failures = this.#refused?.problems ?? asking?.failures ?? [];
    const isBusy = asking !== undefined && asking.ended === undefined;
    this.#strip.hidden = this.#isStripClosed || (asking === undefined && failures.length === 0);
    this.#strip.replaceChildren(
      ...(asking === undefined ? [] : [make("p", {}, [asking.ended ?? asking.line])]),
      ...(failures.length > 0 ? [listProblems(failures)] : []),
      isBusy
        ? make("button", { type: "button", click: () => void stopAsking() }, ["Stop"])
        : make("button", { type: "button", click: () => this.#closeStrip() }, ["Close"]),
    );
  }
}
