import { Lines } from "../../files/lines.ts";
import { findSecrets, type ShapeFound, signedLink } from "../../secrets/shapes.ts";
import type { Report } from "./diagnostic-list.ts";

export const secretHint =
  "Put the secret in an environment variable, and name that variable in the job file: `api_key_env: OPENAI_API_KEY`. If it was ever published or committed, revoke it.";

/** What to say of something in an author's file that only secrets look like. */
export function describeSecret({ name }: Pick<ShapeFound, "name">): {
  readonly message: string;
  readonly hint: string;
} {
  if (name === signedLink) {
    return {
      message: "This is a signed link: it expires, and until then it opens what is not public.",
      hint:
        "Save the picture in the project, and show it with `picture: FILE`; of one that a model is to draw, " +
        "write what it shows in an `image:` block: Prelo fetches it before its link expires, and keeps it.",
    };
  }
  return {
    message: `This looks like a secret (${name}), and may not be written into a file.`,
    hint: secretHint,
  };
}

/** Reports each secret of a text file at its place. @returns whether there is any */
export function reportSecrets(file: string, text: string, report: Report): boolean {
  const secrets = findSecrets(text);
  const lines = new Lines(text);
  for (const secret of secrets) {
    const { message, hint } = describeSecret(secret);
    report({ file, ...lines.placeOf(secret.start) }, message, hint);
  }
  return secrets.length > 0;
}
