import type { Schema } from "hast-util-sanitize";

/** The elements of MathML Core that formulas are set with. */
const elements =
  "math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror " +
  "mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable " +
  "mtr mtd menclose";

/**
 * What may stand in a formula: no address, no style, no handler of events, no colour (which the
 * reader's colour scheme could make unreadable).
 */
export const mathSchema: Schema = {
  tagNames: elements.split(" "),
  attributes: {
    math: ["xmlns", "display"],
    annotation: [["encoding", "application/x-tex"]],
    mi: ["mathvariant"],
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
    mfrac: ["linethickness"],
    mspace: ["width", "height", "depth", "linebreak"],
    mpadded: ["width", "height", "depth", "lspace", "voffset"],
    mstyle: ["displaystyle", "scriptlevel"],
    mover: ["accent"],
    munder: ["accentunder"],
    mtable: ["rowspacing", "columnspacing", "columnalign", "rowlines", "columnlines", "frame"],
    mtd: ["columnalign"],
    menclose: ["notation"],
  },
  strip: ["script", "style"],
};
