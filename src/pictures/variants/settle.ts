/**
 * Waits for all tasks to end, so that nothing keeps running after a failure.
 * @throws what the first one that failed threw
 */
export async function settle<T>(tasks: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
