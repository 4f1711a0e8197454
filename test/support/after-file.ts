type CleanUp = () => void | Promise<void>;

const cleanUps: CleanUp[] = [];

/**
 * Does something when the test file that runs has ended. Test files share the modules of `support`, so that
 * an `afterAll` at the top of one would count for the first file alone.
 */
export function afterFile(cleanUp: CleanUp): void {
  cleanUps.push(cleanUp);
}

/** Does what was asked for, the latest first. */
export async function endFile(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).toReversed()) {
    await cleanUp();
  }
}
