import { collectSecrets, type Variables } from "../../secrets/collect.ts";
import { writeMask } from "../terminal.ts";
import { toMask } from "./command.ts";

/**
 * Tells GitHub's runner to hide the values of keys, whatever program may print them later. Elsewhere
 * nothing is written: only the runner may read these lines.
 * @param names the variables that hold the keys
 */
export function maskKeys(names: ReadonlySet<string>, variables: Variables): void {
  if (variables["GITHUB_ACTIONS"] !== "true") {
    return;
  }
  for (const { value, isKey } of collectSecrets(variables, names)) {
    if (isKey) {
      writeMask(toMask(value));
    }
  }
}
