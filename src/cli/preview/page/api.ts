import {
  type ArticleReply,
  type AskRequest,
  type ChooseRequest,
  type EditRequest,
  type ListReply,
  type Message,
  ownPath,
  type Problem,
  tokenHeader,
} from "../wire.ts";

/** What the server did not do, and why. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message ?? "the preview did not answer");
    this.problems = problems;
  }
}

export async function getList(): Promise<ListReply> {
  const reply: ListReply = await (await fetch(`${ownPath}articles`)).json();
  return reply;
}

export async function getArticle(slug: string): Promise<ArticleReply> {
  const reply: ArticleReply = await (await fetch(`${ownPath}articles/${slug}`)).json();
  return reply;
}

/** The style of the marks in an article's page. */
export async function getMarkStyle(): Promise<string> {
  return (await fetch(`${ownPath}marks.css`)).text();
}

/** @throws Refusal */
export const ask = (request: AskRequest): Promise<void> => post("ask", request);
export const stopAsking = (): Promise<void> => post("stop", {});
/** @throws Refusal */
export const choose = (request: ChooseRequest): Promise<void> => post("choose", request);
/** @throws Refusal, when something else stands there by now as well */
export const edit = (request: EditRequest): Promise<void> => post("edit", request);

/**
 * Listens to what happens.
 * @param article the one that is looked at
 * @param onBreak told when the preview has ended, and when another one is there
 */
export function listen(
  article: string | undefined,
  onMessage: (message: Message) => void,
  onBreak: (isThere: boolean) => void,
): void {
  const query = article === undefined ? "" : `?article=${article}`;
  const events = new EventSource(`${ownPath}events${query}`);
  let isBroken = false;
  events.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const message: Message = JSON.parse(data);
    onMessage(message);
  });
  events.addEventListener("error", () => {
    isBroken = true;
    onBreak(false);
  });
  events.addEventListener("open", () => {
    if (isBroken) {
      onBreak(true);
    }
  });
}

async function post(path: string, body: object): Promise<void> {
  const token = document.querySelector<HTMLMetaElement>("meta[name=prelo-token]")?.content ?? "";
  const response = await fetch(ownPath + path, {
    method: "POST",
    headers: { "content-type": "application/json", [tokenHeader]: token },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (response?.ok === true) {
    return;
  }
  const told: { readonly problems: readonly Problem[] } | undefined = await response
    ?.json()
    .catch(() => undefined);
  throw new Refusal(
    told?.problems ?? [
      {
        code: "USAGE",
        message: "The preview has ended, or was started anew.",
        hint: "Load this page anew.",
      },
    ],
  );
}
