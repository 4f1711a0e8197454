import { fitText, paint, type Piece, widthOf } from "./paint.ts";

/** How the terminal is at the moment of drawing. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
}

/**
 * The lines that stay at the bottom of a terminal while others are written above. It gives what is to
 * be written; the cursor rests behind the last line.
 */
export class Foot {
  /** The widths of the lines that are drawn. */
  #widths: readonly number[] = [];

  /** Removes what is drawn. A terminal that has become narrower shows one line as several. */
  erase(columns: number): string {
    if (this.#widths.length === 0) {
      return "";
    }
    const rows = this.#widths.reduce(
      (sum, width) => sum + Math.max(1, Math.ceil(width / columns)),
      0,
    );
    this.#widths = [];
    return `\r${rows > 1 ? `\u001B[${rows - 1}A` : ""}\u001B[J`;
  }

  /** @param lines of printable text; what does not fit on the screen is left out */
  draw(lines: readonly (readonly Piece[])[], { columns, rows, colours }: Screen): string {
    // A line that fills its row would wrap in some terminals.
    const fitted = lines
      .slice(0, Math.max(1, rows - 1))
      .map((pieces) => fitPieces(pieces, columns - 1));
    this.#widths = fitted.map((pieces) => widthOf(pieces.map(textOf).join("")));
    return fitted
      .map((pieces) =>
        pieces
          .map((piece) =>
            paint(textOf(piece), typeof piece === "string" ? undefined : piece.tone, colours),
          )
          .join(""),
      )
      .join("\n");
  }
}

function textOf(piece: Piece): string {
  return typeof piece === "string" ? piece : piece.text;
}

function fitPieces(pieces: readonly Piece[], width: number): readonly Piece[] {
  let left = width;
  return pieces.flatMap((piece) => {
    const text = fitText(textOf(piece), left);
    left -= widthOf(text);
    if (text === "") {
      return [];
    }
    return [typeof piece === "string" ? text : { ...piece, text }];
  });
}
