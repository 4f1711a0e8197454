import { randomBytes } from "node:crypto";
import { AnswerError } from "../../endpoints/answer-error.ts";
import { PreloError, toError } from "../../errors.ts";
import type { Usage } from "../../job/types.ts";
import type { ApiReply } from "../calls/call.ts";
import type { Exchange, PicturesReply } from "../calls/exchange.ts";
import { loadPicture } from "../calls/load-picture.ts";
import type { Ledger } from "./ledger.ts";
import {
  type CarriedCall,
  carriedCallSchema,
  type CarriedPicture,
  type Envelope,
  type Notice,
  type Outcome,
  packError,
  protocol,
} from "./protocol.ts";
import { closeJson, openJson, type Seal } from "./seal.ts";

/** Enough that no two are the same. */
const idBytes = 12;

/** What a worker asks one provider with. All of it is the worker's own: nothing comes from the queue. */
export interface Hands {
  readonly exchange: Exchange;
  /** Waits until the account's limits allow a request. @throws PreloError QUEUE_FAILED */
  readonly waitTurn: (model: string, boundTokens: number) => Promise<Turn>;
  /** Fetches what a link of a reply leads to. @throws PreloError DOWNLOAD_… */
  readonly fetch: (url: string, call: CarriedCall & { kind: "images" }) => Promise<Buffer>;
  /** Proves that bytes are a whole picture without secrets. @throws PreloError IMAGE_…, LEAK_FOUND */
  readonly inspect: (
    bytes: Buffer,
    limits: (CarriedCall & { kind: "images" })["limits"],
  ) => Promise<void>;
}

/** A request's place within the account's limits: is told how it ended. */
export interface Turn {
  readonly answered: (rate: ApiReply<unknown>["rate"], unusedTokens: number) => void;
  readonly failed: (error: PreloError) => void;
}

export interface Performer {
  readonly ledger: Ledger;
  readonly seal: Seal;
  /** The worker's id, and its name. */
  readonly worker: { readonly id: string; readonly name: string };
  readonly hands: Hands;
  readonly now: () => number;
  readonly clock: () => number;
  /** Aborts when even what is under way must end. */
  readonly aborting: AbortSignal;
  /** Repeats a write until Redis takes it. */
  readonly write: <Result>(command: () => Promise<Result>) => Promise<Result>;
}

/** What became of a job: done with, or to be looked at again since there is no room, or another worker has it. */
export type Performed = "answered" | "failed" | "found" | "later";

/**
 * Deals with one job: claims its request, sends it, and keeps what came before anybody is told.
 * @param job the job's id
 */
export async function perform(
  job: string,
  envelope: Envelope,
  performer: Performer,
): Promise<Performed> {
  const { ledger, seal, worker, now, clock, write } = performer;
  const { identity, run, replaces } = envelope;
  const notify = (notice: Omit<Notice, "job" | "worker">): Notice => ({
    job,
    worker: worker.name,
    ...notice,
  });
  const call = readCall(envelope, seal);
  const claim = `${worker.id}/${randomBytes(idBytes).toString("base64url")}`;
  if (call instanceof PreloError) {
    const refused = notify({ state: "refused", error: call.message });
    await write(() => ledger.release(identity, claim, run, refused));
    return "failed";
  }
  if (call.kind === "images" && !(await ledger.hasRoom(now()))) {
    return "later";
  }
  const claimed = await write(() => ledger.claim(identity, claim, replaces));
  if (claimed.state === "busy") {
    return "later";
  }
  if (claimed.state !== "claimed") {
    const notice =
      claimed.state === "found"
        ? notify({ state: "found" })
        : notify({ state: "doubt", claim: claimed.by });
    await write(() => ledger.release(identity, claim, run, notice));
    return "found";
  }
  let startedMs = clock();
  const id = randomBytes(idBytes).toString("base64url");
  let outcome: Outcome;
  try {
    const turn = await performer.hands.waitTurn(call.model, call.boundTokens);
    startedMs = clock();
    outcome = await send(call, identity, id, turn, performer);
  } catch (error) {
    // It may have been sent: the claim stays, and says so to who comes next.
    if (performer.aborting.aborted) {
      return "later";
    }
    const failure = toPreloError(error);
    if (!(failure instanceof AnswerError)) {
      const told = closeJson(seal, packError(failure), `error ${identity}`).toString("base64");
      const failed = notify({ state: "failed", error: told, tookMs: clock() - startedMs });
      await write(() => ledger.release(identity, claim, run, failed));
      return "failed";
    }
    // It came, and may be paid for, although it is no answer.
    outcome = { kind: "failed", error: packError(failure) };
  }
  const packed = closeJson(seal, outcome, `outcome ${identity}`);
  const answered = notify({ state: "answered", tookMs: clock() - startedMs });
  await write(() => ledger.settle(identity, { id, outcome: packed }, run, answered));
  return outcome.kind === "failed" ? "failed" : "answered";
}

async function send(
  call: CarriedCall,
  identity: string,
  id: string,
  turn: Turn,
  performer: Performer,
): Promise<Outcome> {
  const { exchange } = performer.hands;
  const asked = { ...call, identity: () => identity };
  try {
    if (call.kind === "text") {
      const { reply, rate, requestId } = await exchange.text({ ...asked, endpoint: call.endpoint });
      turn.answered(rate, unusedOf(call, reply));
      return { kind: "text", ...reply, requestId };
    }
    const { endpoint, givesPictures, maxBytes, limits } = call;
    const came = await exchange.images({ ...asked, endpoint, givesPictures, maxBytes, limits });
    turn.answered(came.rate, unusedOf(call, came.reply));
    const { images, ...reply } = came.reply;
    const pictures = await Promise.all(
      images.map((image, index) => keep(image, `${identity}:${id}:${index}`, call, performer)),
    );
    return { kind: "images", ...reply, pictures, requestId: came.requestId };
  } catch (error) {
    if (error instanceof PreloError) {
      turn.failed(error);
    }
    throw error;
  }
}

/** The tokens that were reserved, and not used. */
function unusedOf(
  { boundTokens }: CarriedCall,
  { usage }: { readonly usage?: Usage | undefined },
): number {
  return usage === undefined
    ? 0
    : Math.max(0, boundTokens - usage.input_tokens - usage.output_tokens);
}

/** Fetches a picture before its link ends; what cannot be had is told with the others. */
async function keep(
  source: PicturesReply["images"][number],
  name: string,
  call: CarriedCall & { kind: "images" },
  { hands, ledger, seal, now, write }: Performer,
): Promise<CarriedPicture> {
  const { revisedPrompt } = source;
  try {
    const bytes = await loadPicture(source, (url) => hands.fetch(url, call));
    await hands.inspect(bytes, call.limits);
    const packed = seal.close(bytes, `picture ${name}`);
    const pieces = await write(() => ledger.keepPicture(name, packed, now()));
    return {
      bytes: packed.byteLength,
      pieces,
      ...(revisedPrompt !== undefined && { revisedPrompt }),
    };
  } catch (error) {
    if (error instanceof PreloError) {
      return { error: packError(error) };
    }
    throw error;
  }
}

function readCall(envelope: Envelope, seal: Seal): CarriedCall | PreloError {
  if (envelope.protocol !== protocol) {
    return new PreloError(
      "QUEUE_FAILED",
      `it speaks protocol ${protocol}, and the run ${envelope.protocol}`,
    );
  }
  try {
    const packed = Buffer.from(envelope.call, "base64");
    return carriedCallSchema.parse(openJson(seal, packed, `call ${envelope.identity}`));
  } catch (error) {
    return error instanceof PreloError
      ? error
      : new PreloError("QUEUE_FAILED", "it cannot read what the run asks");
  }
}

function toPreloError(error: unknown): PreloError {
  if (error instanceof PreloError) {
    return error;
  }
  const { name } = toError(error);
  return new PreloError("INTERNAL", `a defect in a worker (${name})`, { cause: error });
}
