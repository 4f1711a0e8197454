/** Every sentence that a page says by itself, in one language. */
export interface Messages {
  /** Stands by a placeholder picture. */
  readonly pictureUnavailable: string;
  /** Names the button that opens a picture large, and the one that closes it. */
  readonly enlarge: string;
  readonly close: string;
  /** The label at a picture that a model made: the language's usual abbreviation. */
  readonly ai: string;
  /** The same in words, without a full stop. */
  readonly aiPictures: (count: number) => string;
  /** Tells apart pictures that share one alt text: `2 of 10`. */
  readonly numberOf: (number: number, of: number) => string;
  /** Begins the alt text of a contact sheet. */
  readonly allInOne: (formatted: string) => string;
  readonly sandboxNotice: string;
  readonly watchVideo: string;
  /** What a box that scrolls sideways holds, for who hears the page. */
  readonly codeBox: (language: string | undefined) => string;
  readonly tableBox: string;
  readonly formulaBox: string;
  /** Names the link to a heading, before the heading. */
  readonly headingLink: string;
  /** On the button that copies code, and on it when it has. */
  readonly copy: string;
  readonly copied: string;
  /** The boxes of a task list. */
  readonly done: string;
  readonly toDo: string;
  /** Stands above the table of contents. */
  readonly contents: string;
  /** Names the links to the page in other languages. */
  readonly languages: string;
  /** Names the footnotes, at the end of a page. */
  readonly footnotes: string;
  /** Names the link from a footnote back to where it is referred to. */
  readonly backToText: (footnote: number) => string;
  /** The last line of a page: who and what made it. */
  readonly colophon: {
    readonly sandbox: string;
    /** No model made anything. */
    readonly alone: string;
    readonly texts: (models: string) => string;
    readonly images: (models: string) => string;
    readonly and: string;
    /** @param parts one of the two above, or both */
    readonly made: (parts: string, which: { texts: boolean; images: boolean }) => string;
  };
  readonly requests: (count: number, formatted: string) => string;
  readonly texts: (count: number, formatted: string) => string;
  readonly images: (count: number, formatted: string) => string;
  readonly usage: (parts: { requests: string; contents: string }) => string;
  readonly tokens: (input: string, output: string) => string;
  /** No answer says what it took. */
  readonly tokensUnknown: string;
  /** Some answers do not say what they took, so that the sum leaves them out. */
  readonly tokensLeftOut: (count: number, formatted: string) => string;
  readonly models: (count: number, names: string) => string;
  readonly cost: (formatted: string) => string;
  readonly costUnknown: string;
  readonly edited: (count: number, formatted: string) => string;
  readonly noUsage: string;
}
