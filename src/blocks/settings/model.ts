import * as z from "zod";
import type { JsonObject } from "../../endpoints/types.ts";
import { isSecretName } from "../../secrets/secret-names.ts";
import { filledText } from "./values.ts";

// What the settings of text models and of image models have in common.

export const providerName = filledText.describe(
  "The name of a provider of the job, openai, or sandbox.",
);

/** `extra`: any keys of the API but those that Prelo sends itself. */
export function extraWithout(own: readonly string[]) {
  return z
    .record(z.string(), z.json())
    .superRefine((extra, context) => {
      for (const [key, value] of Object.entries(extra)) {
        const isSecret = typeof value === "string" && isSecretName(key);
        if (own.includes(key) || isSecret) {
          context.addIssue({
            code: "custom",
            path: [key],
            message: own.includes(key)
              ? "may not stand in `extra`: Prelo sets it itself"
              : "may not stand in a file, for it holds a secret; a key goes into a header: see `auth` and `secret_headers` of a provider",
            params: { atKey: true },
          });
        }
      }
    })
    .describe("Further keys of the API, sent as they stand.");
}

/** Merges levels of settings, the job's first; of `extra`, each key by itself. */
export function mergeLayers(
  layers: readonly { readonly extra?: JsonObject | undefined }[],
): object {
  return {
    ...Object.assign({}, ...layers),
    extra: Object.assign({}, ...layers.map((layer) => layer.extra)),
  };
}
