import { PreloError } from "../errors.ts";
import { describeMatch, type SecretFinder, type SecretMatch } from "../secrets/find.ts";
import { adviseToAllow } from "../secrets/fingerprint.ts";

/**
 * Looks at what a picture says beside its pixels, before it is recorded: originals are kept as they
 * came.
 * @throws PreloError LEAK_FOUND
 */
export async function assertPictureIsClean(
  bytes: Buffer,
  guard: { readonly secrets: SecretFinder; readonly isAllowed: (match: SecretMatch) => boolean },
): Promise<void> {
  const { readPictureTexts } = await import("../pictures/inspection/texts.ts");
  const found = guard.secrets
    .find(await readPictureTexts(bytes))
    .find((match) => !guard.isAllowed(match));
  if (found === undefined) {
    return;
  }
  throw new PreloError(
    "LEAK_FOUND",
    `the picture's metadata holds ${describeMatch(found)}, so it is neither recorded nor sent`,
    {
      hint:
        "Find out who writes it there, and replace the secret." +
        adviseToAllow([{ ...found.secret, found: found.found }]),
    },
  );
}
