import { isPage, previousOf, type RecordName } from "../../answers/record-name.ts";
import { originalFile, originalNumber, toRecordedImage } from "../../answers/originals.ts";
import { roundUsd } from "../../answers/round-usd.ts";
import type { AnswerStore } from "../../answers/store.ts";
import { toEncodable } from "../../answers/text-record.ts";
import { type Answer, fingerprintsOf, type ImageAnswer, isEdited } from "../../answers/types.ts";
import { AnswerError } from "../../endpoints/answer-error.ts";
import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../endpoints/text-endpoints.ts";
import type { TextReply } from "../../endpoints/text-endpoint.ts";
import type { ImageSource } from "../../endpoints/picture-source.ts";
import {
  type Endpoint,
  type ImageEndpoint,
  imageEndpoints,
  type TextEndpoint,
  textEndpoints,
} from "../../endpoints/types.ts";
import { addUsage, type Usage } from "../../endpoints/usage.ts";
import { PreloError } from "../../errors.ts";
import type { Provider } from "../../job/types.ts";
import type { RunContext } from "../context.ts";
import { fetchPicture } from "../downloads/fetch-picture.ts";
import { priceOf, toProvenance } from "../provenance.ts";
import type { Line } from "./note.ts";
import { readLine } from "./read-line.ts";
import { nameOf } from "./recorded.ts";
import { type Place, readResult } from "./results.ts";

/** What a picture may be whose block is not there any more to say so. */
const limits = { maxPixels: 50_000_000, maxBytes: 50 * 1024 * 1024 };

/** A result that nobody has asked for in this run. */
export interface Unclaimed {
  /** In US dollars; 0 where that is not known. */
  readonly costUsd: number;
  readonly requestId?: string | undefined;
  /**
   * Records it: where its block has another answer, as the one before. A result that is no answer is left.
   * @throws PreloError READ_FAILED, WRITE_FAILED
   */
  readonly keep: () => Promise<void>;
}

const nothing: Unclaimed = { costUsd: 0, keep: async () => undefined };

/** Reads a result by the rules of its endpoint. @throws PreloError READ_FAILED */
export async function openResult(
  line: Line,
  place: Place,
  provider: Provider,
  context: RunContext,
): Promise<Unclaimed> {
  const result = await readResult(place);
  const { request } = line.asked;
  const end = request.endpoint;
  if (result === undefined) {
    return nothing;
  }
  const connection = await context.connectionOf(provider);
  const how = { model: request.model, nowMs: context.now() };
  const price = (usage: Usage | undefined, pictures?: number): number | undefined =>
    priceOf(request, { usage, pictures, tier: "batch" }, context);
  try {
    if (line.kind === "text" && isTextEndpoint(end)) {
      const adapter = textEndpointAdapters[end];
      const { reply, requestId } = readLine(result, connection, {
        ...how,
        path: adapter.path,
        read: (body, excerpt) => adapter.readReply(body, excerpt),
      });
      const costUsd = price(reply.usage);
      const told = tell(line, { ...reply, costUsd, requestId }, context);
      const keep = (): Promise<void> => keepText(line, reply, told, context.store);
      return { costUsd: costUsd ?? 0, requestId, keep };
    }
    if (line.kind === "image" && isImageEndpoint(end)) {
      const adapter = imageEndpointAdapters[end];
      const { reply, requestId } = readLine(result, connection, {
        ...how,
        path: adapter.path,
        read: (body, excerpt) => adapter.readReply(body, excerpt),
      });
      const costUsd = price(reply.usage, 1);
      const told = tell(line, { ...reply, costUsd, requestId }, context);
      const [source] = reply.images;
      const keep = async (): Promise<void> => {
        const picture = source && (await load(source, line, { provider, endpoint: end }, context));
        await (picture && keepPicture(line, picture, told, context.store));
      };
      return { costUsd: costUsd ?? 0, requestId, keep };
    }
    return nothing;
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const usage = error instanceof AnswerError ? error.received?.usage : undefined;
    return { ...nothing, costUsd: (usage && price(usage)) ?? 0 };
  }
}

/** What a record tells of a result. */
type Told = ReturnType<typeof toProvenance>;

function tell(
  { asked }: Line,
  { usage, ...reply }: Parameters<typeof toProvenance>[1],
  { now }: RunContext,
): Told {
  const inBatch = usage && { ...usage, service_tier: "batch" };
  return toProvenance(asked, { ...reply, usage: inBatch }, new Date(now()).toISOString());
}

async function keepText(
  line: Line,
  { text, finish, sources }: TextReply,
  told: Told,
  store: AnswerStore,
): Promise<void> {
  await store.writeText(await makeRoom(line, store), {
    ...told,
    finish,
    body: toEncodable(text),
    ...(sources !== undefined && { sources }),
  });
}

async function keepPicture(
  line: Line,
  { bytes, facts }: Picture,
  told: Told,
  store: AnswerStore,
): Promise<void> {
  const name = await makeRoom(line, store);
  const file = originalFile(name.id, line.number ?? 1, facts.format);
  const before = store.read(name);
  const others =
    before.state === "read" && before.answer.kind === "image" ? before.answer : undefined;
  await store.writeOriginal(name, file, bytes);
  await store.writeImages(name, {
    ...addUp(told, others),
    images: [
      ...(others?.images.filter((each) => each.file !== file) ?? []),
      toRecordedImage(file, bytes, facts),
    ].toSorted((one, other) => originalNumber(one.file) - originalNumber(other.file)),
  });
}

/** What all pictures of a record took together. */
function addUp(told: Told, others: ImageAnswer | undefined): Told {
  if (others === undefined) {
    return told;
  }
  const { usage, cost_usd: costUsd, ...rest } = told;
  const isPriced = costUsd !== undefined && others.cost_usd !== undefined;
  return {
    ...rest,
    ...(usage && { usage: addUsage(others.usage, usage) }),
    ...(isPriced && { cost_usd: roundUsd(costUsd + others.cost_usd) }),
  };
}

function isTextEndpoint(endpoint: Endpoint): endpoint is TextEndpoint {
  return textEndpoints.some((each) => each === endpoint);
}

function isImageEndpoint(endpoint: Endpoint): endpoint is ImageEndpoint {
  return imageEndpoints.some((each) => each === endpoint);
}

interface Picture {
  readonly bytes: Buffer;
  readonly facts: Awaited<ReturnType<RunContext["inspectPicture"]>>;
}

/** @returns undefined for one that cannot be had, or is none: reading it again mends nothing */
async function load(
  source: ImageSource,
  { slug, block }: Line,
  from: { readonly provider: Provider; readonly endpoint: ImageEndpoint },
  context: RunContext,
): Promise<Picture | undefined> {
  const { maxBytes } = limits;
  const how = { subject: { article: slug, block }, ...from, maxBytes };
  try {
    const bytes =
      source.kind === "bytes" ? source.bytes : await fetchPicture(source.url, how, context);
    return { bytes, facts: await context.inspectPicture(bytes, limits) };
  } catch (error) {
    context.aborting.throwIfAborted();
    if (error instanceof PreloError) {
      return undefined;
    }
    throw error;
  }
}

/** The name under which an answer goes that its block does not ask for: what stands in its place stays there. */
async function makeRoom(line: Line, store: AnswerStore): Promise<RecordName> {
  const { fingerprint } = line.asked.request;
  const name = nameOf(line);
  const previous = previousOf(name);
  const own = store.read(name);
  const isSame = ({ answer }: { readonly answer: Answer }): boolean =>
    fingerprintsOf(answer).includes(fingerprint) && !isEdited(answer);
  // Nothing reads the short texts of a page under their own name but the page.
  if (!isPage(name) && (own.state === "missing" || (own.state === "read" && isSame(own)))) {
    return name;
  }
  const there = store.read(previous);
  if (there.state === "missing") {
    return previous;
  }
  if (there.state !== "read" || isEdited(there.answer)) {
    return store.findSpare(name);
  }
  // Other pictures of the same request stay beside this one.
  if (line.kind === "text" || !isSame(there)) {
    await store.remove(previous);
  }
  return previous;
}
