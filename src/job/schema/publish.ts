import * as z from "zod";
import { camelKeys } from "../../blocks/settings/camel-keys.ts";
import { safeName, urlOf, variableName } from "../../blocks/settings/values.ts";

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A password goes along: only this machine is asked without TLS. */
const siteUrl = urlOf(["https?"], "must be a URL that begins with https://")
  .refine(
    (value) =>
      !URL.canParse(value) ||
      new URL(value).protocol === "https:" ||
      loopback.test(new URL(value).hostname),
    "must be a URL that begins with https://",
  )
  .refine((value) => !/[?#]/.test(value), "must not hold a `?` or a `#`")
  .describe("The site's address, such as https://blog.example.com.");

const siteSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("wordpress"),
      url: siteUrl,
      user_env: variableName.describe("The NAME of the variable that holds the user's name."),
      api_key_env: variableName.describe(
        "The NAME of the variable that holds an application password of that user.",
      ),
    })
    .transform(camelKeys),
  z
    .strictObject({
      kind: z.literal("ghost"),
      url: siteUrl,
      api_key_env: variableName.describe(
        "The NAME of the variable that holds an Admin API key, `id:secret`.",
      ),
    })
    .transform(camelKeys),
]);

/** The sites that articles can be pushed to, by a name of the author's. */
export const publishSchema = z
  .record(safeName, siteSchema)
  .default({})
  .describe("The sites that `prelo publish --to NAME` puts drafts on: WordPress or Ghost.");

export type SiteSettings = Readonly<z.output<typeof siteSchema>>;
