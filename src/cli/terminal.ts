import { toPrintable } from "../job/printable.ts";

/** Writes a line of progress; control characters of any text in it are made visible. */
export function writeProgress(line: string): void {
  process.stderr.write(`${hideSecrets(line).split("\n").map(toPrintable).join("\n")}\n`);
}

/** Writes a line of the result. */
export function writeResult(line: string): void {
  process.stdout.write(`${hideSecrets(line).split("\n").map(toPrintable).join("\n")}\n`);
}

/** A reader that has seen enough (`| head`) is no failure. */
export function ignoreBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

const secretName = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD)$/i;
const shortestSecret = 8;
let secrets: readonly (readonly [string, string])[] | undefined;

/** The last belt: nothing is printed that holds the value of a variable named like a secret. */
function hideSecrets(line: string): string {
  secrets ??= Object.entries(process.env).flatMap(([name, value]) =>
    secretName.test(name) && value !== undefined && value.length >= shortestSecret
      ? [[name, value] as const]
      : [],
  );
  let hidden = line;
  for (const [name, value] of secrets) hidden = hidden.replaceAll(value, `[${name}]`);
  return hidden;
}
