import type { AnswerVersion, RecordedVersion } from "./history.ts";
import { isEditedText, type PageRecord, type PageText, parsePageRecord } from "./page-record.ts";

/**
 * Tells the versions of a translated page's short texts, the newest first: which of them came, or were
 * edited.
 * @param versions the newest first
 */
export function tellPageHistory(versions: readonly RecordedVersion[]): readonly AnswerVersion[] {
  const read = versions.map((version) => ({ version, page: readPage(version.text) }));
  return read.flatMap(({ version, page }, index): readonly AnswerVersion[] => {
    const older = read[index + 1];
    const { text, ...where } = version;
    if (older?.version.text === text) {
      return [];
    }
    if (page === undefined) {
      return [{ ...where, change: "cannot be read" }];
    }
    const created = Object.keys(page.runs).toSorted().at(-1);
    const run = created === undefined ? undefined : page.runs[created];
    const { reviewed } = page;
    return [
      {
        ...where,
        ...(created !== undefined && { created }),
        ...(run !== undefined && { model: run.served_by ?? run.model }),
        ...(run?.cost_usd !== undefined && { cost_usd: run.cost_usd }),
        ...(reviewed !== undefined && { reviewed }),
        change: describeChange(page, older?.page),
      },
    ];
  });
}

function readPage(text: string): PageRecord | undefined {
  try {
    return parsePageRecord(text);
  } catch {
    return undefined;
  }
}

function describeChange(now: PageRecord, before: PageRecord | undefined): string {
  const texts = Object.entries(now.texts);
  const named = (does: (text: PageText, old: PageText | undefined) => boolean): string =>
    texts
      .filter(([name, text]) => does(text, before?.texts[name]))
      .map(([name]) => name)
      .join(", ");
  const gone = Object.keys(before?.texts ?? {}).filter((name) => now.texts[name] === undefined);
  const found = [
    [named((_, old) => old === undefined), "answered"],
    [named((text, old) => old !== undefined && old.run !== text.run), "asked again"],
    [named((text, old) => isEditedText(text) && old?.text !== text.text), "edited by hand"],
    [named((text, old) => isBack(text, old)), "as it came"],
    [gone.join(", "), "gone"],
  ].flatMap(([names, what]) => (names === "" ? [] : [`${names} ${what}`]));
  if (now.reviewed !== before?.reviewed) {
    found.push(now.reviewed === undefined ? "no longer reviewed" : `reviewed by ${now.reviewed}`);
  }
  return found.length === 0 ? "written anew" : found.join("; ");
}

/** Whether an edit was taken back. */
function isBack(text: PageText, old: PageText | undefined): boolean {
  return old?.run === text.run && old.text !== text.text && !isEditedText(text);
}
