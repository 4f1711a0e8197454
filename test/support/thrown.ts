type Class<Kind> = abstract new (...given: never[]) => Kind;

/** What work throws, which must be of that class; anything else fails the test. */
export function thrownBy<Kind>(type: Class<Kind>, work: () => unknown): Kind {
  const { error } = attempt(work);
  if (error instanceof type) {
    return error;
  }
  throw new Error(`expected a ${type.name}, not ${describe(error)}`, { cause: error });
}

/** What work is rejected with, which must be of that class; anything else fails the test. */
export async function rejectionOf<Kind>(type: Class<Kind>, work: Promise<unknown>): Promise<Kind> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof type) {
    return error;
  }
  throw new Error(`expected a ${type.name}, not ${describe(error)}`, { cause: error });
}

/** Work that may throw: its value, or what it threw. */
export function attempt<Value>(work: () => Value): { value?: Value; error?: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : "success";
}
