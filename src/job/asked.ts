import { kindOf } from "../blocks/kinds.ts";
import type { AltBlock, Block, ImageBlock, TextBlock } from "./types.ts";

/** The blocks that a model answers. */
export type AskedBlock = TextBlock | ImageBlock;
/** All that a model answers: blocks, and the questions about their pictures. */
export type Asked = AskedBlock | AltBlock;

export function isAsked(block: Block): block is AskedBlock {
  return kindOf(block).asks !== undefined;
}
