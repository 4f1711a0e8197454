import { secretShapes } from "../job/secrets.ts";

/** Something in a text that has the shape of a secret, whosever it is. */
export interface ShapeFound {
  /** What it is, in words. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Behind a `?` or `&`, a signature, and what only stands beside one. */
const signedLinks: readonly RegExp[] = [
  /[?&;](?:sig|signature|X-(?:Amz|Goog|Oss)-(?:Signature|Credential|Security-Token))=(?=[A-Za-z%+/._~-]{0,60}\d)[\w%+/.~=-]{8,2000}/gi,
  // When a shared link of Azure's ends: its signature may have been cut off, or stand before it.
  /[?&;]se=\d{4}-\d{2}-\d{2}(?:T|%)[\w%:.-]{0,40}(?=[^\s"'<>]{0,300}[?&;]s[prv]=)/gi,
];

/** Finds what is shaped like a key, a token or a signed link. */
export function findShapes(text: string): readonly ShapeFound[] {
  const shapes = [
    ...secretShapes,
    ...signedLinks.map((pattern) => ({ name: "a signed link", pattern })),
  ];
  return shapes.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({
      name,
      start: index,
      end: index + length,
    })),
  );
}
