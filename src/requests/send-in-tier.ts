import { isFlex, withoutTier } from "../endpoints/tier.ts";
import { PreloError } from "../errors.ts";
import type { SendContext } from "./context.ts";
import { sendRequest } from "./send.ts";
import type { Sending } from "./sending.ts";
import type { Ask } from "./task.ts";

/**
 * Sends a request; one for which the flex tier has no room, or that it does not answer in time, is sent again
 * without a tier, where the job says so.
 * @throws PreloError that says why it was given up
 */
export async function sendInTier<Reply, Kept>(
  sending: Sending<Reply, Kept>,
  { fallsBack = false }: Pick<Ask, "fallsBack">,
  context: SendContext,
): Promise<Kept> {
  const { subject, body, fillBody } = sending;
  if (!fallsBack || !isFlex(body)) {
    return sendRequest(sending, context);
  }
  try {
    return await sendRequest(sending, context);
  } catch (error) {
    if (!(error instanceof PreloError) || error.code !== "PROVIDER_NO_ROOM") {
      throw error;
    }
    const message = `${error.message}: it is asked at the usual price`;
    context.emit({ type: "warning", ...subject, message });
  }
  context.spending.fallBack();
  const standard: Sending<Reply, Kept> = {
    ...sending,
    body: withoutTier(body),
    ...(fillBody && { fillBody: async () => withoutTier(await fillBody()) }),
  };
  return sendRequest(standard, context);
}
