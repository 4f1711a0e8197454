import type { RecordName } from "../answers/record-name.ts";
import type { Answer } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { RunContext } from "./context.ts";
import type { Ask } from "./task.ts";

/** A request that was sent for one block, and whose answer may be that of others. */
interface Flight {
  readonly name: RecordName;
  readonly answer: Promise<Answer>;
}

/** An answer, and whether it took a request of its own. */
export interface Given {
  readonly answer: Answer;
  readonly asked: boolean;
}

/** Sends an article's requests: two blocks with the same one get one answer, recorded for both. */
export class Flights {
  readonly #byFingerprint = new Map<string, Flight>();

  /**
   * @param name of the block's record
   * @param ask sends the block's request, and records the answer
   * @throws PreloError that says why there is no answer
   */
  async askOnce(
    name: RecordName,
    { mayShare, request, checks }: Ask,
    ask: () => Promise<Answer>,
    { store, emit }: Pick<RunContext, "store" | "emit">,
  ): Promise<Given> {
    if (!mayShare) {
      return { answer: await ask(), asked: true };
    }
    const flight = this.#byFingerprint.get(request.fingerprint);
    if (flight === undefined) {
      const answer = ask();
      this.#byFingerprint.set(request.fingerprint, { name, answer });
      return { answer: await answer, asked: true };
    }
    const given = await receive(flight);
    // What another block's checks refused or accepted does not count for this one.
    const isFit = given?.kind === "text" && (checks?.findFailures(given.body) ?? []).length === 0;
    if (!isFit) {
      return { answer: await ask(), asked: true };
    }
    await store.copy(flight.name, name);
    emit({ type: "shared", article: name.slug, block: name.id, with: flight.name.id });
    return { answer: given, asked: false };
  }
}

async function receive({ answer }: Flight): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PreloError && error.code === "CHECK_FAILED") {
      return undefined;
    }
    throw error;
  }
}
