/** A text written for one prompt of the sample. */
export interface SampleAnswer {
  /** How the prompt begins, enough of it to tell it from any other; single spaces. */
  readonly begins: string;
  /** Markdown. */
  readonly answer: string;
}
