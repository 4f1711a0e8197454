import type { Schema } from "hast-util-sanitize";

/** The elements that formulas are set with: those of MathML Core, and `menclose`. */
const elements =
  "math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror " +
  "mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable " +
  "mtr mtd menclose";

/** The classes that formulas have. */
const classes = {
  cells: ["left", "right", "beside", "number"],
  rows: ["below"],
  frames: ["box", "start", "end", "over", "under", "strike-up", "strike-down", "strike"],
  words: ["bold", "italic", "mono"],
} as const;

/**
 * What may stand in a formula: no address, no style, no handler of events, no colour (which the
 * reader's colour scheme could make unreadable).
 */
export const mathSchema = {
  tagNames: elements.split(" "),
  attributes: {
    math: ["xmlns", "display"],
    annotation: [["encoding", "application/x-tex"]],
    mi: [["mathvariant", "normal"]],
    mo: [
      "stretchy",
      "fence",
      "separator",
      "form",
      "lspace",
      "rspace",
      "minsize",
      "maxsize",
      "movablelimits",
      "accent",
      "symmetric",
      "largeop",
    ],
    mtext: [["className", ...classes.words]],
    mfrac: ["linethickness"],
    mspace: ["width", "height", "depth"],
    mpadded: ["width", "height", "depth", "lspace", "voffset"],
    mstyle: ["displaystyle", "scriptlevel"],
    mover: ["accent"],
    munder: ["accentunder"],
    mtr: [["className", ...classes.rows]],
    mtd: [["className", ...classes.cells]],
    menclose: [["className", ...classes.frames]],
  },
  strip: ["script", "style"],
} satisfies Schema;
