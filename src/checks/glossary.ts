import type { Avoided, Glossary } from "../blocks/settings/glossary.ts";
import { toProse } from "./prose/to-prose.ts";
import { type FoundTerm, TermFinder } from "./terms.ts";

/** So many terms go along with every request; of more, those that occur in what is asked. */
const mostTerms = 100;

interface Index {
  readonly finder: TermFinder;
  readonly use: ReadonlySet<string>;
  readonly avoid: ReadonlyMap<string, Avoided>;
}

const known = new WeakMap<Glossary, Index>();

function indexOf(glossary: Glossary): Index {
  const { use, avoid } = glossary;
  const index = known.get(glossary) ?? {
    finder: new TermFinder([
      ...use,
      ...avoid.flatMap(({ term, instead = term }) => [term, instead]),
    ]),
    use: new Set(use),
    avoid: new Map(avoid.map((each) => [each.term, each])),
  };
  known.set(glossary, index);
  return index;
}

/**
 * What a request says of the terms.
 * @param asked the rest of it, in which terms may occur
 * @param most so many are told of, whether they occur there or not; of more, those that do
 * @returns nothing when there is nothing to say
 */
export function describeTerms(
  glossary: Glossary,
  asked: string,
  most = mostTerms,
): string | undefined {
  const { finder } = indexOf(glossary);
  const isLong = Math.max(glossary.use.length, glossary.avoid.length) > most;
  const occurring = isLong
    ? new Set(finder.find(asked.normalize("NFC")).map(({ term }) => term))
    : undefined;
  const occurs = (term: string): boolean => occurring?.has(term) ?? true;
  const use = glossary.use.length > most ? glossary.use.filter(occurs) : glossary.use;
  const avoid =
    glossary.avoid.length > most
      ? glossary.avoid.filter(({ term, instead = term }) => occurs(term) || occurs(instead))
      : glossary.avoid;
  const parts = [
    ...(use.length > 0
      ? [["Terms to use, written exactly so:", ...use.map((term) => `- ${term}`)]]
      : []),
    ...(avoid.length > 0
      ? [
          [
            "Terms not to use:",
            ...avoid.map(({ term, instead }) =>
              instead === undefined ? `- ${term}` : `- ${term} (write: ${instead})`,
            ),
          ],
        ]
      : []),
  ];
  return parts.length === 0 ? undefined : parts.map((lines) => lines.join("\n")).join("\n\n");
}

/**
 * Why an answer does not keep to the terms; nothing when it does. Of the terms to use, those that the
 * author's own question names have to be in its answer.
 * @param question without the answers that it quotes
 */
export function findTermFault(
  text: string,
  glossary: Glossary,
  question: string,
): string | undefined {
  const { finder, use, avoid } = indexOf(glossary);
  const inProse = finder.find(toProse(text, { inlineCode: "drop" }).normalize("NFC"));
  const right = inProse.filter((found) => isRight(found, use, avoid));
  const wrong = inProse.filter(
    (found) => isAvoided(found, avoid) && !right.some((other) => contains(other, found)),
  );
  const misspelt = inProse.filter(
    ({ term, written }) => use.has(term) && hasInnerCapitals(term) && plain(written) !== term,
  );
  const there = new Set(finder.find(text.normalize("NFC")).map(({ term }) => term));
  const lacking = finder
    .find(question.normalize("NFC"))
    .filter(({ term }) => use.has(term) && !there.has(term));
  const reasons = [
    ...wrong.map(({ term }) => describeAvoided(term, avoid)),
    ...misspelt.map(({ term }) => `it writes “${term}” otherwise`),
    ...lacking.map(({ term }) => `it lacks “${term}”, which it is asked about`),
  ];
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join(", ");
}

function describeAvoided(term: string, avoid: Index["avoid"]): string {
  const instead = avoid.get(term)?.instead;
  return `it uses “${term}”${instead === undefined ? "" : ` instead of “${instead}”`}`;
}

/** What differs from its replacement in capitals only, or is an acronym, counts as it is written. */
function isAvoided({ term, written }: FoundTerm, avoid: Index["avoid"]): boolean {
  const avoided = avoid.get(term);
  if (avoided === undefined) {
    return false;
  }
  const isByCase = avoided.instead?.toLowerCase() === term.toLowerCase();
  return !(isByCase || hasInnerCapitals(term)) || plain(written) === term;
}

/** A term to use, or what is to be written in the place of another: what it contains is no fault. */
function isRight({ term, written }: FoundTerm, use: Index["use"], avoid: Index["avoid"]): boolean {
  const isWanted = use.has(term) || !avoid.has(term);
  return isWanted && (term === term.toLowerCase() || plain(written) === term);
}

function contains(outer: FoundTerm, inner: FoundTerm): boolean {
  return outer.start <= inner.start && outer.end >= inner.end;
}

function hasInnerCapitals(term: string): boolean {
  return /(?<!^)\p{Lu}/u.test(term);
}

function plain(written: string): string {
  return written.replaceAll(/\s+/g, " ");
}
