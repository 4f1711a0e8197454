import { PreloError } from "../../errors.ts";
import { describeDraft } from "./describe.ts";
import { readPublished, toPage, toPicture } from "./files.ts";
import type { PageSource } from "./page-server.ts";
import type { Runs } from "./runs.ts";
import type { Session } from "./session.ts";
import type { AskRequest, JobState } from "./wire.ts";

/** What the preview's server shows and does. @param asks whether anything may be asked for */
export function createSource(session: Session, runs: Runs, asks: boolean): PageSource {
  const describeJob = (): JobState => {
    // What is over and went well is no news to a page that is opened later.
    const asking =
      runs.asking?.ended !== undefined && runs.asking.failures.length === 0
        ? undefined
        : runs.asking;
    const articles = session.job?.articles.length ?? 0;
    return { asks, articles, problems: session.problems, ...(asking !== undefined && { asking }) };
  };
  return {
    list: async () => {
      const articles = await session.list();
      return { job: describeJob(), articles };
    },
    article: async (slug) => {
      const draft = await session.draft(slug);
      return {
        job: describeJob(),
        ...(draft !== undefined && { article: describeDraft(draft) }),
      };
    },
    file: async (slug, file) => {
      const draft = await session.draft(slug);
      const page = draft?.pages.find((each) => each.file === file);
      if (page !== undefined) {
        return toPage(file, page.mediaType, page.text);
      }
      const picture = session.picture(slug, file);
      if (picture !== undefined) {
        return toPicture(file, picture);
      }
      const folder = session.job?.output.dir;
      return folder === undefined ? undefined : readPublished(folder, slug, file);
    },
    ask: async (request) => {
      if (!asks) {
        throw new PreloError("USAGE", "nothing is asked from here", {
          hint: "Start the preview with --ask.",
        });
      }
      // It takes long: how it goes on is told as it happens.
      void runs.ask(await findWanted(request, session)).catch(() => undefined);
    },
    stop: () => runs.stopAsking(),
    edit: async (edit) => {
      if (session.job === undefined) {
        throw new PreloError("USAGE", "the job has mistakes", { hint: "Mend them first." });
      }
      await runs.edit(session.job, edit);
    },
    choose: async ({ article, block }) => {
      const draft = await session.draft(article);
      if (session.job === undefined || draft === undefined) {
        throw new PreloError("USAGE", `there is no article ${article} without mistakes`, {
          hint: "Load the page anew.",
        });
      }
      await runs.choose(session.job, draft.article, block);
    },
  };
}

/** @throws PreloError USAGE for what the article does not have */
async function findWanted(
  { article, blocks }: AskRequest,
  session: Session,
): Promise<Parameters<Runs["ask"]>[0]> {
  const draft = await session.draft(article);
  const known = draft?.blocks ?? [];
  if (blocks === undefined && draft !== undefined) {
    const due = known.filter(({ requests }) => requests > 0);
    return { article, asked: due.map(({ block }) => block.id), again: [] };
  }
  // `house/4` is a picture of `house`.
  const names = (blocks ?? []).map((name) => name.split("/"));
  const named = known.filter(({ block }) => names.some(([id]) => id === block.id));
  if (named.length === 0 || named.length < new Set(names.map(([id]) => id)).size) {
    throw new PreloError("USAGE", `${article} has no such block`, { hint: "Load the page anew." });
  }
  return {
    article,
    blocks: named.map(({ block }) => block.id),
    asked: named.flatMap(({ askedWith }) => askedWith),
    again: named
      .filter(({ requests }) => requests === 0)
      .flatMap(({ block }) => blocks?.filter((name) => name.split("/")[0] === block.id) ?? []),
  };
}
