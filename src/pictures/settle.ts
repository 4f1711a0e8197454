/**
 * Runs all to their end, so that nothing goes on behind a failure.
 * @throws what the first one that failed threw
 */
export async function settle<T>(tasks: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
