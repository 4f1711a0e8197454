import { isJsonList, type Json, type JsonObject } from "../job/types.ts";

/** Puts a text in the place of another one, wherever that stands as a whole in a body. */
export function replaceText(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, replaceIn(value, from, to)] as const),
  );
}

function replaceIn(value: Json, from: string, to: string): Json {
  if (value === from) {
    return to;
  }
  if (isJsonList(value)) {
    return value.map((item) => replaceIn(item, from, to));
  }
  return typeof value === "object" && value !== null ? replaceText(value, from, to) : value;
}

/** Puts contents in the places of the hashes that name them, also within a text. */
export function fillHashes(object: JsonObject, contents: ReadonlyMap<string, string>): JsonObject {
  const fill = (value: Json): Json => {
    if (typeof value === "string") {
      return value.replaceAll(/sha256:[\da-f]{64}/g, (hash) => contents.get(hash) ?? hash);
    }
    if (isJsonList(value)) {
      return value.map(fill);
    }
    return typeof value === "object" && value !== null ? fillHashes(value, contents) : value;
  };
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fill(value)]));
}
