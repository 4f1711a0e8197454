import { codeOf, exitCodes } from "../errors.ts";
import { toPrintable } from "../job/diagnostics/printable.ts";
import { Foot, type Screen } from "./foot.ts";
import { hasColours, paint, type Piece, type Tone, wrapText } from "./paint.ts";
import { collectSecrets } from "../secrets/collect.ts";
import { createRedactor, type Redact } from "../secrets/mask.ts";

/** How long a line of progress may wait for others, in milliseconds: nobody reads faster. */
const longestWaitMs = 20;
let waiting = "";
const foot = new Foot();
let footLines: readonly (readonly Piece[])[] = [];
let shownFoot = "[]";

/** Writes a line of progress; control characters of any text in it are made visible. */
export function writeProgress(line: string, tone?: Tone): void {
  // A write of its own for each of thousands of lines would take longer than what they tell of.
  if (waiting === "") {
    setTimeout(flushProgress, longestWaitMs);
  }
  waiting += layOut(line, process.stderr, tone);
}

/** A text as it is written: harmless, in colour, and on a terminal broken between words. */
function layOut(text: string, stream: NodeJS.WriteStream, tone?: Tone): string {
  const { columns, colours } = screenOf(stream);
  const lines = toLines(text).split("\n");
  return (stream.isTTY ? lines.flatMap((line) => wrapText(line, columns)) : lines)
    .map((line) => `${paint(line, tone, colours)}\n`)
    .join("");
}

/** Writes what waits: before anything else is written, and at the end. */
export function flushProgress(): void {
  if (waiting === "") {
    return;
  }
  const screen = screenOf(process.stderr);
  write(process.stderr, foot.erase(screen.columns) + waiting + foot.draw(footLines, screen));
  waiting = "";
}

/** Shows lines at the bottom of the terminal, below all progress, in the place of those before. */
export function showFoot(lines: readonly (readonly Piece[])[]): void {
  const screen = screenOf(process.stderr);
  const key = JSON.stringify([lines, screen]);
  if (key === shownFoot && waiting === "") {
    return;
  }
  shownFoot = key;
  footLines = lines.map((pieces) =>
    pieces.map((piece) =>
      typeof piece === "string" ? toLine(piece) : { ...piece, text: toLine(piece.text) },
    ),
  );
  write(process.stderr, foot.erase(screen.columns) + waiting + foot.draw(footLines, screen));
  waiting = "";
}

/** How many columns lines at the bottom have. */
export function screenColumns(): number {
  return screenOf(process.stderr).columns;
}

/** Whether stderr is a terminal on which lines can be drawn again. */
export function canDraw(): boolean {
  return process.stderr.isTTY && process.env["TERM"] !== "dumb";
}

/** A stream that is no terminal has no width: lines on it are as long as they are. */
function screenOf({ isTTY, columns, rows }: NodeJS.WriteStream): Screen {
  const colours = hasColours(isTTY, process.env);
  // A terminal that does not say how large it is counts as an old one.
  return { columns: columns || 80, rows: rows || 24, colours };
}

/** Writes a line of the result. */
export function writeResult(line: string): void {
  flushProgress();
  write(process.stdout, layOut(line, process.stdout));
}

function toLine(text: string): string {
  return toPrintable(hideSecrets(text));
}

/** Lines of characters that can do nothing, as nearly all are. */
const harmless = /^(?:[\w./][\x20-\x22\x24-\x7e]*\n)*(?:[\w./][\x20-\x22\x24-\x7e]*)?$/;

/**
 * As it may be shown: nothing in it commands a terminal or a CI system's runner. GitHub's takes a line
 * that begins with `::`, and `##[` anywhere in it; Azure's takes `##vso[`.
 */
function toLines(text: string): string {
  const shown = hideSecrets(text);
  if (harmless.test(shown)) {
    return shown;
  }
  return shown
    .split("\n")
    .map((line) =>
      toPrintable(line)
        .replace(/^(\s*):(?=:)/, "$1: ")
        .replaceAll(/#(?=#\w*\[)/g, "# "),
    )
    .join("\n");
}

/**
 * Writes a command to a CI system's runner, on stderr, which it reads as well: stdout is for results.
 * @param command one line, its values escaped as the runner demands
 */
export function writeCommand(command: string): void {
  flushProgress();
  write(process.stderr, `${hideSecrets(command)}\n`);
}

/** Tells a CI system's runner to hide a secret: the one thing that is written as it is. */
export function writeMask(command: string): void {
  flushProgress();
  write(process.stderr, `${command}\n`);
}

/** Writes a value as one line of JSON; each text in it is looked at by itself, so it stays JSON. */
export function writeJson(value: unknown, indent?: number): void {
  const text = JSON.stringify(
    value,
    (_key, part: unknown) => (typeof part === "string" ? hideSecrets(part) : part),
    indent,
  );
  // `##[` would be a command to GitHub's runner, wherever it stands.
  const shown = text.split("\n").map((line) => toPrintable(line).replaceAll("##", "#\\u0023"));
  flushProgress();
  write(process.stdout, `${shown.join("\n")}\n`);
}

/** Streams that have failed: nothing more is written to them. */
const failed = new Map<NodeJS.WriteStream, string>();

/** Writes as far as that is possible. A stream to a file fails within the call, one to a pipe later. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  if (failed.has(stream)) {
    return;
  }
  try {
    stream.write(text);
  } catch (error) {
    noteFailure(stream, error);
  }
}

function noteFailure(stream: NodeJS.WriteStream, error: unknown): void {
  const code = codeOf(error) ?? "unknown reason";
  if (!failed.has(stream)) {
    failed.set(stream, code);
  }
}

/** A full disk or a terminal that is gone must not end the run: it is told at the end, by the exit code. */
export function outliveStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => noteFailure(stream, error));
  }
  process.on("exit", reportLostResult);
}

/** Nobody misses lost progress. A result is missed, but by a reader that has seen enough (`| head`). */
function reportLostResult(): void {
  // Whatever ended the program, the shell goes on below a line of its own.
  showFoot([]);
  const reason = failed.get(process.stdout);
  if (reason !== undefined && reason !== "EPIPE") {
    writeProgress(`error WRITE_FAILED: the result could not be written to stdout (${reason})`);
    const saidNothing = (process.exitCode ?? exitCodes.ok) === exitCodes.ok;
    if (saidNothing) {
      process.exitCode = exitCodes.failed;
    }
  }
  flushProgress();
}

const keyNames = new Set<string>();
let redact: Redact | undefined;

/** Which variables hold the providers' keys, whatever they are called: their values are hidden too. */
export function learnKeyNames(names: ReadonlySet<string>): void {
  for (const name of names) {
    if (keyNames.has(name)) {
      continue;
    }
    keyNames.add(name);
    redact = undefined;
  }
}

/**
 * The last belt: whatever is printed or reported, results, progress and the trace of a defect, goes
 * through here, and holds the value of no secret that this process can know.
 */
export function hideSecrets(text: string): string {
  redact ??= createRedactor(collectSecrets(process.env, keyNames));
  return redact(text);
}
