// What the preview's server tells its page. Both are compiled with this file, and it imports nothing:
// one of them runs in a browser.

/** How a block's answer stands to today's request, the gravest first. */
export const states = ["unfit", "missing", "stale", "edited", "fresh"] as const;
export type BlockState = (typeof states)[number];

/** Something that is wrong, as the terminal says it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** `prompts/bread.yaml:12:5` */
  readonly place?: string;
  /** The lines around that place, with a mark. */
  readonly frame?: string;
}

/** What a model answers in an article. */
export interface ShownBlock {
  readonly id: string;
  /** The part of the page that shows it. */
  readonly section: string;
  readonly kind: string;
  readonly state: BlockState;
  /** Why it is not fresh, and what else there is to say of it; one line each. */
  readonly reasons: readonly string[];
  /** `prompts/bread.yaml:12` */
  readonly place: string;
  readonly model: string;
  /** Whether a build would ask for it. */
  readonly isDue: boolean;
  /** The ids of those that are asked with it: itself, and what it quotes and is not there. */
  readonly askedWith: readonly string[];
  /** What asking could cost, in words: `at most $0.0021`. */
  readonly cost: string;
  /** The recorded text, which may be edited. */
  readonly text?: string;
  /** Of one of a block's several answers: whether it is the one that is published. */
  readonly isChosen?: boolean;
  /** Its pictures on the page, in their order, and what another of one of them could cost; absent while some are missing. */
  readonly pictures?: { readonly numbers: readonly number[]; readonly cost: string };
}

/** A page of an article. */
export interface ShownPage {
  readonly label: string;
  readonly url: string;
  /** `marked`: Prelo's HTML, in which blocks are marked; `plain`: as the browser shows it. */
  readonly view: "marked" | "plain";
}

export interface ShownArticle {
  readonly slug: string;
  readonly title: string;
  /** Why the sandbox answers. */
  readonly sandbox?: string;
  readonly blocks: readonly ShownBlock[];
  /** What all that is due could cost; absent when nothing is. */
  readonly dueCost?: string;
  readonly pages: readonly ShownPage[];
  readonly problems: readonly Problem[];
}

export interface ListedArticle {
  readonly slug: string;
  readonly title: string;
  /** Its prompts file. */
  readonly file: string;
  /** How many blocks are in each state that is not fresh: `2 stale`. */
  readonly states: readonly { readonly state: BlockState; readonly text: string }[];
  readonly cost?: string;
}

/** A run that asks models. */
export interface Asking {
  readonly article: string;
  /** What each block of the run does now, by id. */
  readonly blocks: Readonly<Record<string, "waits" | "asked" | "answered" | "failed">>;
  /** The last thing that happened. */
  readonly line: string;
  /** Set when it is over: what it took. */
  readonly ended?: string;
  readonly failures: readonly Problem[];
}

/** What is the same on all pages of the preview. */
export interface JobState {
  /** Whether there are buttons that ask. */
  readonly asks: boolean;
  /** How many articles there are. */
  readonly articles: number;
  /** Mistakes in the job; none of its articles is as its files say while there are any. */
  readonly problems: readonly Problem[];
  readonly asking?: Asking;
}

export interface ListReply {
  readonly job: JobState;
  readonly articles: readonly ListedArticle[];
}

export interface ArticleReply {
  readonly job: JobState;
  /** Absent when the job has no such article. */
  readonly article?: ShownArticle;
}

/** What a page is told as it happens. */
export type Message =
  | { readonly type: "changed" }
  | { readonly type: "asking"; readonly asking: Asking };

/** Asks for blocks of an article; without names for all that are due. */
export interface AskRequest {
  readonly article: string;
  /** Ids, or one of a block's pictures: `house/4`. */
  readonly blocks?: readonly string[];
}

/** Puts a person's text in the place of a recorded one. */
export interface EditRequest {
  readonly article: string;
  readonly block: string;
  readonly text: string;
  /** The text that the person saw. */
  readonly before: string;
}

/** Makes one of a block's several answers the one that is published. */
export interface ChooseRequest {
  readonly article: string;
  /** The id of the answer: `teaser.2`. */
  readonly block: string;
}

/** Where everything that is no published page stands: no article can have this name. */
export const ownPath = "/@/";
/** Carries the secret that only the preview's own pages know. */
export const tokenHeader = "x-prelo-token";
