import type { Call, Reply } from "./exchange.ts";
import { type Provider, startProvider } from "./provider.ts";
import { answerAll } from "./replies.ts";

/** A server that holds its replies back until it is told to let them go. */
export async function startHolding(): Promise<Provider & { readonly release: () => void }> {
  const resolvers: (() => void)[] = [];
  const held = new Promise<void>((resolve) => resolvers.push(resolve));
  const provider = await startProvider(async (call: Call): Promise<Reply> => {
    await held;
    return answerAll(call);
  });
  return { ...provider, release: () => resolvers.forEach((resolve) => resolve()) };
}
