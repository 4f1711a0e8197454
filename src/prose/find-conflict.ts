/**
 * Finds what git leaves in a file that it could not merge: a line that begins with `<<<<<<< `, later
 * `=======`, later `>>>>>>> `, with or without the common ancestor's `||||||| `. A heading that is
 * underlined with `=======` is none, nor is what a fence shows as code.
 * @returns the 1-based line on which the first conflict begins; undefined when there is none
 */
export function findConflict(text: string): number | undefined {
  if (!text.includes("<<<<<<<")) {
    return undefined;
  }
  let fence: string | undefined;
  let start: number | undefined;
  let isDivided = false;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const marks = start === undefined ? /^(`{3,}|~{3,})/.exec(line)?.[1] : undefined;
    if (fence !== undefined) {
      if (marks?.startsWith(fence)) {
        fence = undefined;
      }
    } else if (marks !== undefined) {
      fence = marks;
    } else if (/^<{7}(?: |$)/.test(line)) {
      start = index + 1;
      isDivided = false;
    } else if (start !== undefined && line === "=======") {
      isDivided = true;
    } else if (isDivided && /^>{7}(?: |$)/.test(line)) {
      return start;
    }
  }
  return undefined;
}
