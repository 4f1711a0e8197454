import type { ShownPage } from "../wire.ts";
import { make } from "./dom.ts";

/** So long a new page may wait for the pictures in view, in milliseconds. */
const picturesMs = 400;

/** Where a reader is on a page: at a section, or at a distance from the top. */
interface Place {
  readonly section?: string;
  readonly px: number;
}

/**
 * Shows a page in a frame. A changed page loads behind the one that is shown, and takes its place when it is
 * ready and scrolled to where the reader is: nothing flickers.
 */
export class Frames {
  readonly element = make("main", { class: "frames" }, [
    make("p", { class: "dim" }, ["Setting the page …"]),
  ]);
  #shown: { readonly frame: HTMLIFrameElement; readonly url: string } | undefined;
  #wanted = "";

  /** The document of a page that this one may look into. */
  get page(): Document | undefined {
    return this.#shown?.frame.contentDocument ?? undefined;
  }

  /**
   * @param prepare changes the page before it is seen
   * @returns whether it is shown: another page may have been wanted meanwhile
   */
  async show({ url, label }: ShownPage, prepare: (page: Document) => void): Promise<boolean> {
    this.#wanted = url;
    if (this.#shown?.url === url) {
      return true;
    }
    const frame = make("iframe", { class: "coming", title: label, src: url });
    this.element.append(frame);
    await new Promise((resolve) => {
      frame.addEventListener("load", resolve, { once: true });
    });
    if (this.#wanted !== url) {
      frame.remove();
      return false;
    }
    const page = frame.contentDocument;
    if (page !== null) {
      prepare(page);
      const before = this.page;
      if (before !== undefined && isSamePage(this.#shown?.url, url)) {
        scrollTo(page, placeIn(before));
      }
      await picturesInView(page);
    }
    if (this.#wanted !== url) {
      frame.remove();
      return false;
    }
    if (page !== null && this.page !== undefined && isSamePage(this.#shown?.url, url)) {
      // The reader may have gone on while it loaded.
      scrollTo(page, placeIn(this.page));
    }
    frame.className = "";
    const others = [...this.element.children].filter(
      (each) => each !== frame && each.className !== "coming",
    );
    others.forEach((each) => each.remove());
    this.#shown = { frame, url };
    return true;
  }
}

function isSamePage(before: string | undefined, url: string): boolean {
  return before?.split("?")[0] === url.split("?")[0];
}

function placeIn(page: Document): Place {
  const sections = [...page.querySelectorAll("section[id]")];
  const section = sections.findLast((each) => each.getBoundingClientRect().top <= 0);
  return section === undefined
    ? { px: page.documentElement.scrollTop }
    : { section: section.id, px: -section.getBoundingClientRect().top };
}

function scrollTo(page: Document, { section, px }: Place): void {
  const found = section === undefined ? null : page.getElementById(section);
  const top =
    found === null ? 0 : found.getBoundingClientRect().top + page.documentElement.scrollTop;
  page.documentElement.scrollTop = top + px;
}

async function picturesInView(page: Document): Promise<void> {
  const height = page.documentElement.clientHeight;
  const seen = [...page.images].filter((image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return bottom > 0 && top < height;
  });
  await Promise.race([
    Promise.allSettled(seen.map((image) => image.decode())),
    new Promise((resolve) => {
      setTimeout(resolve, picturesMs);
    }),
  ]);
}
