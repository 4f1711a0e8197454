import { namedToken, vendorToken } from "./tokens.ts";

/** A shape that only secrets have. `pattern` is global, for `replaceAll` and `match`. */
export interface SecretShape {
  /** What it is, in words: `an OpenAI-style key`. */
  readonly name: string;
  readonly pattern: RegExp;
}

/**
 * The shapes of well-known keys, tokens and signed links. Each wants some digits or mixed case, so
 * that placeholders such as `sk-your-key-here` pass, and every repetition that could be retried is
 * bounded, so that no text takes long to search.
 */
export const secretShapes: readonly SecretShape[] = [
  {
    name: "an API key",
    pattern:
      /(?<![A-Za-z0-9])sk-(?:[A-Za-z0-9]{1,24}[-_]){0,4}(?:(?=[A-Za-z]{0,60}\d)[A-Za-z0-9]{10}|(?=[a-z]{0,40}[A-Z])(?=[A-Z]{0,40}[a-z])[A-Za-z]{16})[A-Za-z0-9_-]*/g,
  },
  {
    name: "an API key",
    pattern:
      /(?<![A-Za-z0-9])sk-(?:proj|test|live|ant|or|svcacct|admin)-(?:[A-Za-z0-9]{1,24}[-_]){0,4}(?:(?=[A-Za-z]{0,40}\d)[A-Za-z0-9]{6}|[A-Za-z0-9]{16})[A-Za-z0-9_-]*/g,
  },
  { name: "an access token", pattern: vendorToken },
  { name: "an API key", pattern: namedToken },
  {
    // WordPress shows it in groups of four.
    name: "an application password",
    pattern:
      /(?<![A-Za-z0-9])(?=[A-Za-z0-9 ]{0,28}\d)(?=[A-Za-z0-9 ]{0,26}[a-z][A-Z])(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}(?![A-Za-z0-9])/g,
  },
  {
    name: "the address of a webhook",
    pattern:
      /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/[TE][A-Z0-9]{6,20}\/[A-Z0-9]{6,20}\/(?![\w/]{0,30}X{5})[A-Za-z0-9/]{20}|discord(?:app)?\.com\/api\/webhooks\/\d{15,22}\/[\w-]{40}|webhook\.office\.com\/webhookb2\/[\w@-]{30,80}\/IncomingWebhook\/[\da-f]{32}|hook\.[a-z\d.]{2,12}make\.com\/[a-z\d]{30}|maker\.ifttt\.com\/trigger\/\w{1,60}\/with\/key\/[\w-]{20})[\w/-]*/g,
  },
  {
    name: "an address with a password",
    pattern:
      /(?<=[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:]{0,60}:(?=[^\s/@]{0,60}\d)(?=[^\s/@]{0,60}[A-Z])(?=[^\s/@]{0,60}[a-z])[^\s/@]{12,200}(?=@[A-Za-z0-9[])/g,
  },
  {
    name: "a cloud key",
    pattern:
      /(?<=aws_?secret_?access_?key["']?\s{0,4}[=:]\s{0,4}["']?)(?=[A-Za-z/+]{0,40}\d)(?![A-Za-z0-9/+]{0,30}EXAMPLE)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])|(?<=(?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{43,100}={0,2}/gi,
  },
  {
    name: "a cloud key",
    pattern:
      /(?<![A-Za-z0-9])(?:A[KS]IA(?![0-9A-Z]{9}EXAMPLE)[0-9A-Z]{16}(?![0-9A-Za-z])|AIza[A-Za-z0-9_-]{30,60})/g,
  },
  {
    name: "a bearer token",
    pattern:
      /\bBearer\s{1,4}(?=[A-Za-z._~+/-]{0,80}\d)[A-Za-z0-9][A-Za-z0-9._~+/-]{19}[A-Za-z0-9._~+/-]*=*/gi,
  },
  {
    name: "a signed token",
    pattern:
      /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000}/g,
  },
  {
    name: "a private key",
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  {
    name: "a signed link",
    pattern: /[?&](?:sig|signature|X-Amz-Signature|X-Goog-Signature)=[A-Za-z0-9%+/=_-]{20,}/gi,
  },
  {
    name: "a signed link",
    pattern:
      /[?&](?:access_)?token=(?=[\w.%-]{0,60}\d)(?=[\w.%-]{0,60}[A-Z])(?=[\w.%-]{0,60}[a-z])[\w.%-]{24,}/g,
  },
];

/** True when `value` is, or holds, something that only secrets look like. */
export function looksLikeSecret(value: string): boolean {
  return secretShapes.some(({ pattern }) => value.search(pattern) >= 0);
}

/** Something in a text that has the shape of a secret, no matter whose. */
export interface ShapeFound {
  /** What it is, in words. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A signature in a query, and parameters that come only with one. */
const signedLinks: readonly RegExp[] = [
  /[?&;](?:sig|signature|X-(?:Amz|Goog|Oss)-(?:Signature|Credential|Security-Token))=(?=[A-Za-z%+/._~-]{0,60}\d)[\w%+/.~=-]{8,2000}/gi,
  // When a shared Azure link expires: its signature may be cut off, or come before it.
  /[?&;]se=\d{4}-\d{2}-\d{2}(?:T|%)[\w%:.-]{0,40}(?=[^\s"'<>]{0,300}[?&;]s[prv]=)/gi,
];

/** What {@link findShapes} calls a link that holds a signature: it gives access, and expires. */
export const signedLink = "a signed link";

/** Finds what only secrets look like, each stretch once, in its order; of a signed link only its signature. */
export function findSecrets(value: string): readonly ShapeFound[] {
  const found: ShapeFound[] = [];
  for (const { name, pattern } of secretShapes) {
    for (const { index: start, 0: text } of value.matchAll(pattern)) {
      const end = start + text.length;
      if (!found.some((other) => start < other.end && other.start < end)) {
        found.push({ name, start, end });
      }
    }
  }
  const links = found.filter(({ name }) => name === signedLink);
  const isInLink = ({ start, end }: ShapeFound): boolean =>
    links.some(
      (link) =>
        !/[\s"'<>()]/.test(value.slice(Math.min(start, link.start), Math.max(end, link.end))),
    );
  return found
    .filter((each) => each.name === signedLink || !isInLink(each))
    .toSorted((a, b) => a.start - b.start);
}

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
