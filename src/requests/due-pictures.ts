import type { NewImageAnswer } from "../answers/record.ts";
import { originalFile, toRecordedImage } from "../answers/originals.ts";
import type { RecordedImage } from "../answers/types.ts";
import type { ImageBlock } from "../job/types.ts";
import type { PicturesReply } from "./calls/exchange.ts";
import { loadPicture } from "./calls/load-picture.ts";
import type { RunContext } from "./context.ts";
import { fetchPicture } from "./downloads/fetch-picture.ts";
import {
  addPicture,
  dueNumbers,
  type PartialImages,
  resumePartialImages,
  toImageAnswer,
} from "./partial-images.ts";
import { limitsOf } from "./send-images.ts";
import type { Sent } from "./sending.ts";
import type { Ask } from "./task.ts";

/** The pictures of a block that are still to come; each is downloaded and recorded as it comes. */
export class DuePictures {
  readonly #slug: string;
  readonly #block: ImageBlock;
  readonly #ask: Ask;
  readonly #context: RunContext;
  readonly #partial: PartialImages;
  readonly #due: Set<number>;
  #recording = Promise.resolve();
  #begun: Promise<void> | undefined;

  constructor(slug: string, block: ImageBlock, ask: Ask, context: RunContext) {
    this.#slug = slug;
    this.#block = block;
    this.#ask = ask;
    this.#context = context;
    this.#partial = resumePartialImages(ask);
    this.#due = new Set(dueNumbers(ask));
  }

  get numbers(): readonly number[] {
    return [...this.#due];
  }

  /** The block's record, with what is there of it. */
  toAnswer(): NewImageAnswer {
    return toImageAnswer(this.#ask, this.#partial, this.#context.now());
  }

  /**
   * Downloads a picture of a reply, and records it; a reply may hold fewer than were asked for.
   * @param index its place in the reply, from 0
   * @throws PreloError, such as DOWNLOAD_EXPIRED
   */
  async keep(sent: Sent<PicturesReply>, index: number, number: number): Promise<void> {
    const source = sent.reply.images[index];
    if (source === undefined) {
      return;
    }
    const image = await this.#bringHome(number, source);
    addPicture(this.#partial, number, image, sent, index);
    this.#due.delete(number);
    await this.#record();
    this.#context.batches?.answer(this.#name, number);
    if (source.kind === "held") {
      await source.release();
    }
  }

  /** Pictures of another request make way as soon as the first of this one is there, not before. */
  #begin(): Promise<void> {
    const { fingerprint } = this.#ask.request;
    return (this.#begun ??= this.#context.store.supersede(this.#name, fingerprint));
  }

  /** One write after another: the last one holds all pictures, whether those before it failed or not. */
  #record(): Promise<void> {
    return (this.#recording = this.#recording
      .catch(() => undefined)
      .then(() => this.#context.store.writeImages(this.#name, this.toAnswer())));
  }

  async #bringHome(
    number: number,
    source: PicturesReply["images"][number],
  ): Promise<RecordedImage> {
    const { id, n, image } = this.#block;
    const context = this.#context;
    const subject = { article: this.#slug, block: id };
    const limits = limitsOf(this.#block);
    const startedMs = context.clock();
    const { endpoint } = image;
    const fetch = { subject, provider: this.#ask.provider, endpoint, maxBytes: limits.maxBytes };
    const bytes = await loadPicture(source, (url) => fetchPicture(url, fetch, context));
    const facts = await context.inspectPicture(bytes, limits);
    const file = originalFile(id, number, facts.format);
    await this.#begin();
    await context.store.writeOriginal(this.#name, file, bytes);
    context.emit({
      type: "downloaded",
      ...subject,
      number,
      of: n,
      bytes: bytes.byteLength,
      tookMs: context.clock() - startedMs,
    });
    return {
      ...toRecordedImage(file, bytes, facts),
      ...(source.revisedPrompt !== undefined && { revised_prompt: source.revisedPrompt }),
    };
  }

  get #name(): { readonly slug: string; readonly id: string; readonly kind: "image" } {
    return { slug: this.#slug, id: this.#block.id, kind: "image" };
  }
}
