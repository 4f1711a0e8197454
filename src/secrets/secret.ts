/** A value that must not get out, and how to speak of it without saying it. */
export interface Secret {
  /** What to call it in a report: the name of the variable that holds it. */
  readonly name: string;
  readonly value: string;
  /** True for a provider's key: no job may allow its publication. */
  readonly isKey: boolean;
}
