import { type Frame, planRows } from "../../sections/gallery-rows.ts";
import type { ClassOf } from "./page-classes.ts";

/*
 * Where the pictures of a gallery stand: in rows that fill the width and keep every shape, planned once for
 * a wide window and once for a telephone. The style sheet says the same widths (`.gallery.wide`, `.rows`).
 */

const column = { widthRem: 44, frame: { widthPx: 704, gapPx: 16, heightPx: 280, evenness: 2 } };
const wide = { widthRem: 60, frame: { widthPx: 960, gapPx: 16, heightPx: 240, evenness: 2 } };
/** On a telephone, rows of different heights do no harm: a large picture may lead. */
const narrowFrame: Frame = { widthPx: 350, gapPx: 10, heightPx: 220, evenness: 0.2 };

/** How much larger than it is a picture may be shown to fill its row; beyond that it is blurred. */
const mostEnlarged = 1.5;

const window = "calc(100vw - 2.5rem)";
const wideWindow = "(min-width: 46.5rem)";

/** One picture's class, and how much of the window it takes, for the browser's choice of a variant. */
export interface Place {
  readonly className: string;
  readonly sizes: string;
}

/** The shape of a picture, and its width where it is largest. */
export interface Shape {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A window of this height shows a picture that stands alone as large as it gets. */
const usualHeightPx = 900;

/** A caption that is narrower than this, in pixels, would be a column of single words. */
const leastCaptionPx = 384;

/**
 * The classes of pictures one below the other: their caption begins where the widest of them does, and is centred
 * below one that has no room for it.
 */
export function placeStack(shapes: readonly Shape[], classOf: ClassOf): string {
  const widths = shapes.map(({ widthPx, heightPx }) =>
    Math.min(widthPx, (usualHeightPx * widthPx) / heightPx),
  );
  const most = Math.max(...widths);
  const widest = shapes[widths.indexOf(most)];
  if (widest === undefined || most < leastCaptionPx) {
    return "stack tiny";
  }
  return `stack ${classOf(declareShape(widest))}`;
}

/** A picture by itself, as wide as the text at most. */
export function placeAlone(shape: Shape, classOf: ClassOf): Place {
  return {
    className: classOf(declareShape(shape)),
    sizes: `${wideWindow} ${Math.min(column.widthRem, shape.widthPx / 16)}rem, ${window}`,
  };
}

/** Two, four or five pictures are as wide as the text; others have more room, where there is any. */
export function isWide(count: number): boolean {
  return count === 3 || count > 5;
}

/** Pictures side by side. */
export function placeInRows(shapes: readonly Shape[], classOf: ClassOf): readonly Place[] {
  const most = isWide(shapes.length) ? wide : column;
  const large = sharesOf(shapes, most.frame);
  const small = sharesOf(shapes, narrowFrame);
  const isLow = (shape: Shape, { share }: Share, { widthPx }: Frame): boolean =>
    shape.widthPx * mostEnlarged < share * widthPx;
  return shapes.map((shape, index) => {
    const [onWide = whole, onNarrow = whole] = [large[index], small[index]];
    const declarations = [
      declareShape(shape),
      `--wide:${widthIn(onWide)}`,
      `--narrow:${widthIn(onNarrow)}`,
    ];
    const room = `(min-width: ${most.widthRem + 2.5}rem) ${round(most.widthRem * onWide.share)}rem`;
    const between = most === wide ? [`${wideWindow} ${ofWindow(onWide)}`] : [];
    const isSmall = isLow(shape, onWide, most.frame) || isLow(shape, onNarrow, narrowFrame);
    return {
      className: `${classOf(declarations.join(";"))}${isSmall ? " small" : ""}`,
      sizes: [room, ...between, ofWindow(onNarrow)].join(", "),
    };
  });
}

/** What a picture takes of its row's width, between the gaps. */
interface Share {
  readonly share: number;
  readonly gaps: number;
}

const whole: Share = { share: 1, gaps: 0 };

function sharesOf(shapes: readonly Shape[], frame: Frame): readonly Share[] {
  const ratios = shapes.map(({ widthPx, heightPx }) => widthPx / heightPx);
  let start = 0;
  return planRows(ratios, frame).flatMap((count) => {
    const row = ratios.slice(start, start + count);
    start += count;
    const sum = row.reduce((total, ratio) => total + ratio, 0);
    return row.map((ratio) => ({ share: ratio / sum, gaps: count - 1 }));
  });
}

function declareShape({ widthPx, heightPx }: Shape): string {
  return `--shape:${widthPx}/${heightPx};--px:${widthPx}px`;
}

/** Rounded down, so that a row never breaks for a fraction of a pixel. */
function widthIn({ share, gaps }: Share): string {
  if (gaps === 0) {
    return "100%";
  }
  return `calc((100% - ${gaps}*var(--gap))*${Math.floor(share * 1e4) / 1e4})`;
}

function ofWindow({ share, gaps }: Share): string {
  return gaps === 0 ? window : `calc(${round(share)}*(100vw - 2.5rem))`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
