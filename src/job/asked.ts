import { kindOf } from "../blocks/kinds.ts";
import type { ImageSettings } from "../blocks/settings/image.ts";
import type { TextSettings } from "../blocks/settings/text.ts";
import type { AltBlock, Block, ImageBlock, TextBlock } from "./types.ts";

/** The blocks that a model answers. */
export type AskedBlock = TextBlock | ImageBlock;
/** All that a model answers: blocks, and the questions about their pictures. */
export type Asked = AskedBlock | AltBlock;

/** What a model is asked with, and which one. */
export function settingsOf(block: Asked): TextSettings | ImageSettings {
  return block.kind === "image" ? block.image : block.text;
}

/** Whether it is a block whose text a model is asked for. */
export function isTextBlock(block: Asked | Block): block is TextBlock {
  return block.kind !== "alt" && kindOf(block).asks === "text";
}

export function isAsked(block: Block): block is AskedBlock {
  return kindOf(block).asks !== undefined;
}
