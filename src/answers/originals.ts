import { statSync } from "node:fs";
import { isMissing, toReadError } from "./files.ts";
import type { ImageAnswer, RecordedImage } from "./types.ts";

/** The name of an untouched original: `casa-1.png`. */
export function originalFile(id: string, number: number, format: string): string {
  return `${id}-${number}.${format === "jpeg" ? "jpg" : format}`;
}

/** The number in `casa-1.png`. */
export function originalNumber(file: string): number {
  return Number(/-(\d+)\.[a-z]+$/.exec(file)?.[1] ?? 0);
}

/** Which originals are there, of the recorded size, and what is wrong with the others. */
export function checkOriginals(
  { images }: ImageAnswer,
  pathOf: (file: string) => string,
): { readonly whole: readonly RecordedImage[]; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const whole = images.filter(({ file, bytes }) => {
    try {
      const { size } = statSync(pathOf(file));
      if (size !== bytes) faults.push(`its original ${file} has ${size} bytes instead of ${bytes}`);
      return size === bytes;
    } catch (error) {
      if (!isMissing(error)) throw toReadError(error, pathOf(file));
      faults.push(`its original ${file} is missing`);
      return false;
    }
  });
  return { whole, faults };
}
