import { previousOf, type RecordName } from "../../answers/record-name.ts";
import { originalFile, originalNumber, toRecordedImage } from "../../answers/originals.ts";
import type { AnswerStore } from "../../answers/store.ts";
import { toEncodable } from "../../answers/text-record.ts";
import { fingerprintsOf, isEdited } from "../../answers/types.ts";
import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../endpoints/text-endpoints.ts";
import type { ImageSource } from "../../endpoints/picture-source.ts";
import {
  type Endpoint,
  type ImageEndpoint,
  imageEndpoints,
  type TextEndpoint,
  textEndpoints,
} from "../../endpoints/types.ts";
import type { Usage } from "../../endpoints/usage.ts";
import { PreloError } from "../../errors.ts";
import type { Provider } from "../../job/types.ts";
import type { RunContext } from "../context.ts";
import { fetchPicture } from "../downloads/fetch-picture.ts";
import { priceOf, toProvenance } from "../provenance.ts";
import type { Line } from "./note.ts";
import { readLine } from "./read-line.ts";
import { type Place, readResult } from "./results.ts";

/** What a picture may be whose block is not there any more to say so. */
const limits = { maxPixels: 50_000_000, maxBytes: 50 * 1024 * 1024 };

/** Whether the answer of a request stands among the records, under its block's name or beside it. */
export function isRecorded(
  { slug, block, kind, number, asked }: Line,
  store: AnswerStore,
): boolean {
  const { fingerprint } = asked.request;
  const name: RecordName = { slug, id: block, kind };
  const stands = [name, previousOf(name)].some((each) => {
    const read = store.read(each);
    return (
      read.state === "read" &&
      fingerprintsOf(read.answer).includes(fingerprint) &&
      (read.answer.kind === "text" ||
        read.answer.images.some(({ file }) => originalNumber(file) === number))
    );
  });
  return (
    stands || (kind === "text" && store.readRejected(name)?.answer.fingerprint === fingerprint)
  );
}

/**
 * Records an answer to a question that is another by now: where its block has an answer, as the one before; a
 * result that is no answer is left.
 * @returns what it cost in US dollars
 */
export async function keepResult(
  line: Line,
  place: Place,
  provider: Provider,
  context: RunContext,
): Promise<number> {
  const result = await readResult(place);
  const { request } = line.asked;
  if (result === undefined) {
    return 0;
  }
  const connection = await context.connectionOf(provider);
  const how = { model: request.model, nowMs: context.now() };
  const created = new Date(context.now()).toISOString();
  const price = (usage: Usage | undefined, pictures?: number): number | undefined =>
    priceOf(request, { usage, pictures, tier: "batch" }, context);
  const end = request.endpoint;
  try {
    const name = await findPlace(line, context.store);
    if (line.kind === "text" && isTextEndpoint(end)) {
      const adapter = textEndpointAdapters[end];
      const { reply, requestId } = readLine(result, connection, {
        ...how,
        path: adapter.path,
        read: (body, excerpt) => adapter.readReply(body, excerpt),
      });
      const { servedBy, text, finish, sources } = reply;
      const usage = inBatch(reply.usage);
      const costUsd = price(usage);
      await context.store.writeText(name, {
        ...toProvenance(line.asked, { servedBy, usage, costUsd, requestId }, created),
        finish,
        body: toEncodable(text),
        ...(sources !== undefined && { sources }),
      });
      return costUsd ?? 0;
    }
    if (line.kind === "image" && isImageEndpoint(end)) {
      const adapter = imageEndpointAdapters[end];
      const { reply, requestId } = readLine(result, connection, {
        ...how,
        path: adapter.path,
        read: (body, excerpt) => adapter.readReply(body, excerpt),
      });
      const [source] = reply.images;
      const usage = inBatch(reply.usage);
      const costUsd = price(usage, 1);
      const { servedBy } = reply;
      const bytes = source && (await load(source, line, { provider, endpoint: end }, context));
      if (bytes !== undefined) {
        const facts = await context.inspectPicture(bytes, limits);
        const file = originalFile(name.id, line.number ?? 1, facts.format);
        const before = context.store.read(name);
        const others =
          before.state === "read" && before.answer.kind === "image" ? before.answer : undefined;
        await context.store.writeOriginal(name, file, bytes);
        await context.store.writeImages(name, {
          ...toProvenance(line.asked, { servedBy, usage, costUsd, requestId }, created),
          images: [
            ...(others?.images.filter((each) => each.file !== file) ?? []),
            toRecordedImage(file, bytes, facts),
          ].toSorted((one, other) => originalNumber(one.file) - originalNumber(other.file)),
        });
      }
      return costUsd ?? 0;
    }
    return 0;
  } catch (error) {
    if (error instanceof PreloError && !/^(?:READ|WRITE)_FAILED$/.test(error.code)) {
      return 0;
    }
    throw error;
  }
}

function inBatch(usage: Usage | undefined): Usage | undefined {
  return usage && { ...usage, service_tier: "batch" };
}

function isTextEndpoint(endpoint: Endpoint): endpoint is TextEndpoint {
  return textEndpoints.some((each) => each === endpoint);
}

function isImageEndpoint(endpoint: Endpoint): endpoint is ImageEndpoint {
  return imageEndpoints.some((each) => each === endpoint);
}

function load(
  source: ImageSource,
  { slug, block }: Line,
  from: { readonly provider: Provider; readonly endpoint: ImageEndpoint },
  context: RunContext,
): Promise<Buffer> | Buffer {
  const { maxBytes } = limits;
  return source.kind === "bytes"
    ? source.bytes
    : fetchPicture(source.url, { subject: { article: slug, block }, ...from, maxBytes }, context);
}

/** Where an answer goes that its block does not ask for: what stands in its place stays there. */
async function findPlace(
  { slug, block, kind, asked }: Line,
  store: AnswerStore,
): Promise<RecordName> {
  const { fingerprint } = asked.request;
  const name: RecordName = { slug, id: block, kind };
  const isFree = (each: RecordName): boolean => {
    const read = store.read(each);
    return (
      read.state === "missing" ||
      (read.state === "read" && fingerprintsOf(read.answer).includes(fingerprint))
    );
  };
  if (isFree(name)) {
    return name;
  }
  const previous = previousOf(name);
  if (isFree(previous)) {
    return previous;
  }
  const there = store.read(previous);
  if (there.state !== "read" || isEdited(there.answer)) {
    return store.findSpare(name);
  }
  await store.remove(previous);
  return previous;
}
