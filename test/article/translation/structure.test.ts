import { expect, test } from "vitest";
import { findTranslationFault } from "../../../src/article/translation/structure.ts";

const source = `## Way

### Steps

Walk to the **bridge**, as [the map](https://example.com/map) shows [1]. It takes {{ minutes }} minutes.[^n]

1. Buy 2 tickets.
2. Show the \`QR code\`.

\`\`\`sh
timetable --line 28
\`\`\`

> Mind the gap.

[^n]: On foot.`;
const faithful = `## Weg

### Schritte

Gehen Sie, wie [die Karte](https://example.com/map) zeigt [1], zur **Brücke**. Es dauert {{ minutes }} Minuten.[^n]

1. Kaufen Sie 2 Karten.
2. Zeigen Sie den \`QR code\`.

\`\`\`sh
timetable --line 28
\`\`\`

> Achten Sie auf den Spalt.

[^n]: Zu Fuß.`;

test("a translation with the structure of its source has no fault, in whatever order its words come", () => {
  expect(findTranslationFault(faithful, source)).toBeUndefined();
});

test.each([
  ["a dropped link", "[die Karte](https://example.com/map)", "die Karte", "fewer of: link"],
  ["another address", "example.com/map", "example.com/karte", "1 link is not as in the source"],
  ["translated code", "timetable --line", "fahrplan --linie", "1 code is not as in the source"],
  ["a translated word in backticks", "`QR code`", "`QR-Code`", "1 code is not as in the source"],
  ["a lost fence", /```(?:sh)?\n?/g, "", "fewer of: code"],
  ["another level", "### Schritte", "## Schritte", "0 headings of level 3 instead of 1"],
  ["a heading that is bold", "### Schritte", "**Schritte**", "0 headings of level 3 instead of 1"],
  ["a list that is a paragraph", /^\d\. /gm, "", "0 lists instead of 1"],
  ["an item too few", /^2\. .*\n/m, "", "1 list item instead of 2"],
  ["a translated placeholder", "{{ minutes }}", "{{ minuten }}", "1 placeholder is not as"],
  ["a lost note", /\[\^n\](?::.*)?/g, "", "0 footnotes instead of 1"],
  ["a lost number of a source", " [1]", "", "fewer of: number of a source"],
  ["a quotation without its sign", "> Achten", "Achten", "0 quotations instead of 1"],
  ["the source itself", faithful, source, "it is the source itself"],
])("%s is a fault", (_what, from, to, fault) => {
  expect(findTranslationFault(faithful.replace(from, to), source)).toContain(fault);
});
