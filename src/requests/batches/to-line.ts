import type { AnswerStore } from "../../answers/store.ts";
import { findReplaced } from "../identity.ts";
import type { History } from "./history.ts";
import type { Line } from "./note.ts";
import type { BatchCall } from "./port.ts";

/** What is noted of a request. @param now ISO 8601, UTC */
export function toLine(
  { id, name, number, ask, boundUsd }: BatchCall,
  history: History | undefined,
  store: Pick<AnswerStore, "read">,
  now: string,
): Line {
  const { recorded, uses, key } = ask;
  const replaces = findReplaced(name, ask, store, number === undefined ? [] : [number]);
  const { fingerprint, provider, endpoint, model, attached } = ask.request;
  const files = attached?.map((each) => ({ key: each.key, sha256: each.sha256 }));
  return {
    id,
    slug: name.slug,
    block: name.id,
    kind: name.kind,
    ...(number !== undefined && { number }),
    ...(replaces !== undefined && { replaces }),
    since: history?.since ?? now,
    tries: (history?.tries ?? 0) + 1,
    ...(boundUsd !== undefined && { bound_usd: boundUsd }),
    asked: {
      request: { fingerprint, provider, endpoint, model, ...(files && { attached: files }) },
      recorded,
      uses: { ...uses },
      ...(key !== undefined && { key }),
    },
  };
}
