import type { Processing } from "../../blocks/settings/processing.ts";
import type { Endpoint } from "../../endpoints/types.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import type { Provider } from "../types.ts";
import type { Layers } from "./settings.ts";

interface Settings {
  readonly endpoint: Endpoint;
  readonly provider: string;
  readonly processing?: Processing | undefined;
}

const endpointsWithTiers: ReadonlySet<Endpoint> = new Set(["responses", "chat"]);
/** The addresses of vendors whose API has no such tier. */
const withoutTiers =
  /^https:\/\/api\.(?:anthropic|mistral|deepseek|cohere|together|novita|fireworks)\./i;

/**
 * Reports `processing: flex` where the endpoint, or the provider as far as it is known, has no such tier.
 * @param layers those that came to the settings
 */
export function checkFlex(
  { endpoint, provider, processing }: Settings,
  layers: Layers<{ readonly processing?: Processing | undefined }>,
  providers: ReadonlyMap<string, Provider>,
  report: Report,
): void {
  const layer = layers.findLast(({ value }) => value.processing !== undefined);
  if (processing !== "flex" || layer === undefined) {
    return;
  }
  const lacking = withoutTiers.test(providers.get(provider)?.baseUrl ?? "")
    ? `The provider \`${provider}\``
    : `The endpoint \`${endpoint}\``;
  if (lacking.startsWith("The endpoint") && endpointsWithTiers.has(endpoint)) {
    return;
  }
  const place = layer.file.placeOf([...layer.path, "processing"]);
  const hint = "Remove it, or say `processing: standard` where this is asked.";
  report(place, `${lacking} has no flex tier.`, hint);
}
