import { getArticle, getList, getMarkStyle, listen } from "./api.ts";
import { ArticleView } from "./article-view.ts";
import { make } from "./dom.ts";
import { listView } from "./list-view.ts";
import { Marks } from "./marks.ts";
import { Overlay } from "./problems.ts";

const slug = /^\/view\/([^/]+)$/.exec(location.pathname)?.[1];
const overlay = new Overlay();
const ended = make("p", { class: "ended", role: "status", hidden: true }, [
  "The preview has ended. This page goes on when it is started again.",
]);

async function start(): Promise<void> {
  const view =
    slug === undefined ? undefined : new ArticleView(slug, new Marks(await getMarkStyle()));
  const place = make("div", { class: "place" }, view === undefined ? [] : [view.element]);
  document.body.replaceChildren(place, overlay.element, ended);
  if (view === undefined) {
    place.replaceChildren(
      make("main", { class: "list" }, [make("p", { class: "dim" }, ["Reading the job …"])]),
    );
  }
  const update = async (): Promise<void> => {
    if (view === undefined || slug === undefined) {
      const { job, articles } = await getList();
      const [only] = articles;
      if (only !== undefined && articles.length === 1) {
        location.replace(`/view/${only.slug}`);
        return;
      }
      overlay.show(job.problems);
      place.replaceChildren(listView(articles));
      return;
    }
    const { job, article } = await getArticle(slug);
    overlay.show(job.problems);
    if (article === undefined && job.problems.length === 0) {
      location.replace("/");
    } else if (article !== undefined) {
      await view.show(article, job);
    }
  };
  // One after the other, and as often as is needed to show the last change.
  let updating: Promise<void> | undefined;
  let isOld = false;
  const updateSoon = (): void => {
    isOld = true;
    updating ??= (async () => {
      while (isOld) {
        isOld = false;
        await update().catch(() => undefined);
      }
      updating = undefined;
    })();
  };
  listen(
    slug,
    (message) => {
      if (message.type === "changed") {
        updateSoon();
      } else {
        view?.follow(message.asking);
      }
    },
    (isThere) => {
      ended.hidden = isThere;
      // Another preview knows another secret.
      if (isThere && view?.editor.isOpen !== true) {
        location.reload();
      }
    },
  );
  updateSoon();
}

void start();
