import type { ErrorCode } from "../../errors.ts";
import type { FrameTarget } from "./code-frame.ts";
import { createDiagnostic, type Diagnostic } from "./diagnostics.ts";

/** A place in a file, with the end of what is marked. */
export type Place = FrameTarget;

/** Takes one mistake: where, what, what to do about it, and its code where it has one of its own. */
export type Report = (place: Place, message: string, hint?: string, code?: ErrorCode) => void;

interface Entry {
  readonly place: Place;
  readonly message: string;
  readonly hint: string | undefined;
  readonly code: ErrorCode | undefined;
}

function keyOf({ file, line, column }: Place): string {
  return `${line}:${column}:${file}`;
}

/** Gathers the mistakes of all files of a job; says nothing twice. */
export class DiagnosticList {
  readonly sources = new Map<string, string>();
  readonly #diagnostics: Entry[] = [];
  readonly #said = new Set<string>();
  readonly #sealed = new Set<string>();

  /** Notes a mistake, unless the same was said of this place, or {@link reportLast} closed it. */
  readonly report: Report = (place, message, hint, code) => {
    const said = `${keyOf(place)}:${message}`;
    if (this.#said.has(said) || this.#sealed.has(keyOf(place))) {
      return;
    }
    this.#said.add(said);
    this.#diagnostics.push({ place, message, hint, code });
  };

  /** Notes a mistake that makes all later ones about the same place idle: a secret, for one. */
  readonly reportLast: Report = (place, message, hint) => {
    this.report(place, message, hint);
    this.#sealed.add(keyOf(place));
  };

  /** All mistakes, in the order of the files, then of lines and columns. */
  toDiagnostics(): readonly Diagnostic[] {
    const order = new Map([...this.sources.keys()].map((file, index) => [file, index]));
    const rank = ({ place }: Entry): number => order.get(place.file) ?? -1;
    return this.#diagnostics
      .toSorted(
        (a, b) =>
          rank(a) - rank(b) || a.place.line - b.place.line || a.place.column - b.place.column,
      )
      .map(({ place, message, hint, code }) =>
        createDiagnostic(this.sources, place, message, hint, "error", code),
      );
  }
}
