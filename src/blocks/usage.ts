import * as z from "zod";
import { defineKind } from "./kind.ts";

export const usage = defineKind({
  kind: "usage",
  description: "What this article took: requests, tokens, models, cost.",
  keys: { usage: z.literal(true).describe("true") },
  read: () => ({}),
  section: () => ({ kind: "usage" }),
});
