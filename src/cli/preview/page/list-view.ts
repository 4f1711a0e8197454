import type { ListedArticle } from "../wire.ts";
import { make } from "./dom.ts";

/** All articles by their titles, with what is not fresh of each. */
export function listView(articles: readonly ListedArticle[]): HTMLElement {
  const items = articles.map(({ slug, title, file, states, cost }) =>
    make("li", {}, [
      // A translation stands with its source, which the preview shows.
      make("a", { href: `/view/${slug.replace(/\/.*$/, "")}` }, [title]),
      make("p", { class: "dim" }, [file]),
      make("p", { class: "chips" }, [
        ...(states.length === 0 ? [chip("fresh", "fresh")] : []),
        ...states.map(({ state, text }) => chip(state, text)),
        cost !== undefined && make("span", { class: "dim" }, [cost]),
      ]),
    ]),
  );
  return make("main", { class: "list" }, [
    make("h1", {}, ["Articles"]),
    items.length === 0
      ? make("p", {}, ["The job has no article yet: `prelo new NAME` writes one."])
      : make("ul", {}, items),
  ]);
}

/** @param state gives it its colour */
export function chip(state: string, text: string, host?: Document): HTMLElement {
  return make("span", { class: `chip ${state}` }, [text], host);
}
