import type { VariantSettings } from "../job/types.ts";
import type { Original } from "./illustrate.ts";
import { type Loss, losses } from "./inspection/losses.ts";
import { standsStill } from "./variants/recipe.ts";

/** What of a picture is not published, in words; nothing for most. */
export function describeLosses(
  { lost = [], frames = 1 }: Pick<Original["image"], "lost" | "frames">,
  settings: Pick<VariantSettings, "formats">,
): readonly string[] {
  const found = lost.filter((name): name is Loss => Object.hasOwn(losses, name));
  const still = standsStill(frames, settings.formats)
    ? ["it is an animation, which only WebP shows, and `images.formats` has no webp"]
    : [];
  return [...found.map((name) => losses[name]), ...still];
}
