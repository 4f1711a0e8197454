import { planSheet } from "./sheet-plan.ts";
import type { Original } from "../illustrate.ts";

/**
 * One composed picture of several, as an original to make variants from. It is composed only when
 * a variant has to be made.
 * @param originals of one block, in their order, with the settings that they share
 * @param alt of the sheet
 */
export function toSheet(originals: readonly [Original, ...Original[]], alt: string): Original {
  const [{ block, settings, mark }] = originals;
  // A model's picture among them makes it one of a model's.
  const maker = originals.find((original) => original.mark.system !== undefined)?.mark ?? mark;
  const plan = planSheet(
    originals.map(({ image: { sha256, width: widthPx, height: heightPx } }) => ({
      sha256,
      widthPx,
      heightPx,
    })),
    Math.max(...settings.widths),
  );
  const { sha256, widthPx: width, heightPx: height } = plan;
  return {
    block,
    number: "sheet",
    image: { sha256, width, height },
    read: async () => {
      const { composeSheet } = await import("./sheet.ts");
      return composeSheet(
        plan,
        originals.map(({ read }) => read),
        settings,
      );
    },
    from: originals.flatMap(({ from }) => from),
    mark: { ...maker, alt },
    // The sheet is only as large as the author asks for; the limits are for pictures from outside.
    settings: {
      ...settings,
      maxPixels: Math.max(settings.maxPixels, width * height),
      maxBytes: Infinity,
    },
  };
}
