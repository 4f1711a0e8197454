import { type ErrorCode, PreloError } from "../errors.ts";
import type { JsonObject, Provider, ResolvedRequest } from "../job/types.ts";
import { countedBody, countTokens } from "./calls/count-tokens.ts";
import type { RunContext, SendContext } from "./context.ts";
import type { Subject } from "./events.ts";
import { sendRequest } from "./send.ts";

/** A server that does not count says so by one of these. */
const cannotCount: ReadonlySet<ErrorCode> = new Set(["PROVIDER_MODEL", "PROVIDER_REJECTED"]);

/** What counting needs of a run. */
export type CountContext = SendContext &
  Pick<RunContext, "client" | "connectionOf" | "queueOf" | "aborting">;

/**
 * How many tokens the input of a request takes, as its provider counts them; it is asked within its limits.
 * @param fillBody gives the body with what goes along
 * @returns undefined where the provider does not count
 * @throws PreloError that says why it could not be asked
 */
export async function countInput(
  { request, provider, subject }: CountedRequest,
  fillBody: () => Promise<JsonObject>,
  context: CountContext,
): Promise<number | undefined> {
  const { client, aborting: signal, now } = context;
  const { model } = request;
  try {
    return await sendRequest(
      {
        subject,
        queue: context.queueOf(provider, model),
        body: countedBody(request.body),
        fillBody: async () => countedBody(await fillBody()),
        boundTokens: 0,
        boundUsd: 0,
        makeAttempt: async (_exchange, body, { leftMs }) => {
          const connection = await context.connectionOf(provider);
          return countTokens(client, connection, { body, model, leftMs }, { signal, now });
        },
        price: () => ({ costUsd: 0 }),
        keep: ({ reply }) => Promise.resolve(reply.inputTokens),
      },
      context,
    );
  } catch (error) {
    if (error instanceof PreloError && cannotCount.has(error.code)) {
      return undefined;
    }
    throw error;
  }
}

/** A request whose input is to be counted. */
export interface CountedRequest {
  readonly request: Pick<ResolvedRequest, "model" | "body">;
  readonly provider: Provider;
  readonly subject: Subject;
}
