import { planSheet } from "./sheet-plan.ts";
import type { Original } from "../illustrate.ts";
import type { Mark } from "../variants/mark.ts";

/**
 * One composed picture of several, as an original to make variants from. It is composed only when
 * a variant has to be made.
 * @param originals of one block, in their order, with the settings that they share
 * @param alt of the sheet
 */
export function toSheet(originals: readonly [Original, ...Original[]], alt: string): Original {
  const [{ block, settings }] = originals;
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
    ...(originals.some(({ isEdited }) => isEdited) && { isEdited: true }),
    mark: { ...markTogether(originals), alt },
    // The sheet is only as large as the author asks for; the limits are for pictures from outside.
    settings: {
      ...settings,
      maxPixels: Math.max(settings.maxPixels, width * height),
      maxBytes: Infinity,
    },
  };
}

/** Who made what a sheet shows: a model's picture among them makes it one of a model's. */
function markTogether(originals: readonly [Original, ...Original[]]): Omit<Mark, "alt"> {
  const [{ mark: first }] = originals;
  const { alt: _, ...maker } =
    originals.find(({ mark }) => mark.system !== undefined)?.mark ?? first;
  const areAlike = originals.every(({ mark }) => mark.source === first.source);
  return areAlike ? maker : { ...maker, source: "composite" };
}
