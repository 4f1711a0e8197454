import type { JsonObject, TextParameters } from "./types.ts";

/** Sampling options that all three text endpoints share: only what the job says is sent. */
export function samplingFields(settings: TextParameters): JsonObject {
  return {
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(settings.topP !== undefined && { top_p: settings.topP }),
  };
}
