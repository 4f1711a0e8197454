import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "../../answers/types.ts";
import { recordNames } from "../../answers/record-names.ts";
import { listAddresses } from "../../article/links/list-addresses.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { TemplateError } from "../../job/templates/template-errors.ts";
import type { Article, Job, SourceRef } from "../../job/types.ts";
import { placeOfRecord } from "../../publish/record-place.ts";
import { askLinks, mostOfHost, toAddress } from "../../requests/ask-links.ts";
import { resolveBaseUrl } from "../../requests/calls/access.ts";
import type { LinkContext, LinkState } from "../../requests/http/ask-link.ts";
import { createHttpClient, readProxies } from "../../requests/http/client.ts";
import type { Environment } from "../environment.ts";
import { locate } from "../locate.ts";
import type { PreparedArticle } from "../prepare.ts";
import type { Finding } from "./finding.ts";

/** A link of a page that is to be asked whether it is still there. */
export interface PlacedLink {
  readonly article: Article;
  readonly block: string;
  /** As it is written. */
  readonly url: string;
  /** Where what holds it begins: its block in the YAML, or its record. */
  readonly from: SourceRef;
}

/**
 * The links of an article's pages, as far as its answers are there. What the sandbox wrote leads nowhere, and
 * is left out.
 */
export function listLinks(
  { article, planned }: Pick<PreparedArticle, "article" | "planned">,
  job: Pick<Job, "dir" | "answersDir">,
): readonly PlacedLink[] {
  const answers = new Map<string, Answer>();
  for (const { block, assessment } of planned) {
    const recorded = assessment?.recorded;
    if (recorded !== undefined && recorded.provider !== sandboxProvider) {
      answers.set(block.id, recorded);
    }
  }
  const records = new Map(recordNames(article).map((name) => [name.id, name]));
  const blocks = new Map(article.blocks.map((block) => [block.id, block]));
  try {
    return listAddresses(article, answers).flatMap(({ url, block: id, isInAnswer }) => {
      const block = blocks.get(id);
      const record = isInAnswer ? records.get(block?.chosen ?? id) : undefined;
      const from = record
        ? { file: placeOfRecord(record, job).name, line: 1, column: 1 }
        : block?.ref;
      return from === undefined ? [] : [{ article, block: id, url, from }];
    });
  } catch (error) {
    // What is wrong with it is told elsewhere.
    if (error instanceof TemplateError) {
      return [];
    }
    throw error;
  }
}

/**
 * Asks each address once, and says which are dead, which cannot be told, and which have moved.
 * @throws PreloError USAGE for a proxy's or a provider's address that is none; the signal's reason
 */
export async function findDeadLinks(
  links: readonly PlacedLink[],
  job: Job,
  { variables, version }: Pick<Environment, "variables" | "version">,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const client = createHttpClient({
    connections: mostOfHost,
    userAgent: `Prelo/${version} (+link check)`,
    proxy: readProxies(variables),
  });
  try {
    const addresses = new Set(links.flatMap(({ url }) => toAddress(url) ?? []));
    const own = listOwn(job, variables);
    const states = await askLinks([...addresses], { client, own, signal });
    return tellOnce(links).flatMap((link) => describe(link, states, job) ?? []);
  } finally {
    await client.close();
  }
}

function listOwn(job: Job, variables: Environment["variables"]): LinkContext["own"] {
  return new Map(
    [...job.providers.values()]
      .filter(({ name }) => name !== sandboxProvider)
      .map((provider) => {
        const ca = provider.tls?.ca;
        const { origin } = new URL(resolveBaseUrl(provider, variables));
        return [origin, ca === undefined ? {} : { ca }] as const;
      }),
  );
}

/** A link of a table's template stands in all its articles. */
function tellOnce(links: readonly PlacedLink[]): readonly PlacedLink[] {
  const told = new Set<string>();
  return links.filter(({ from, url }) => {
    const key = `${from.file}:${from.line} ${toAddress(url) ?? url}`;
    const isNew = !told.has(key);
    told.add(key);
    return isNew;
  });
}

function describe(
  link: PlacedLink,
  states: ReadonlyMap<string, LinkState>,
  job: Job,
): Finding | undefined {
  const address = toAddress(link.url);
  const told =
    address === undefined
      ? unasked
      : weigh(states.get(address) ?? { state: "alive" }, shown(new URL(link.url)));
  if (told === undefined) {
    return undefined;
  }
  const { article, block } = link;
  const { code, message } = told;
  const located = locate({ article }, findPlace(link, job.dir), message);
  const finding = { article: article.slug, block, ...located, code };
  return code === "LINK_DEAD" ? finding : { ...finding, isWarning: true };
}

type ToldOf = Pick<Finding, "code" | "message">;

const unasked: ToldOf = {
  code: "LINK_UNSURE",
  message: "a link holds a password or a signature, or is no whole address; it was not asked",
};

function weigh(state: LinkState, url: string): ToldOf | undefined {
  switch (state.state) {
    case "dead":
      return { code: "LINK_DEAD", message: `the link ${url} is dead: ${state.why}` };
    case "unsure":
      return {
        code: "LINK_UNSURE",
        message: `whether the link ${url} is dead cannot be told: ${state.why}`,
      };
    case "alive": {
      const { movedTo } = state;
      return movedTo && { code: "LINK_MOVED", message: `${url} has moved to ${shown(movedTo)}` };
    }
    default:
      return state satisfies never;
  }
}

/** A query may be a signature. */
function shown({ origin, pathname, search }: URL): string {
  return `${origin}${pathname}${search === "" ? "" : "?…"}`;
}

/** The first line on which a link stands in what holds it; where that begins for one that a template made. */
function findPlace({ url, from }: PlacedLink, dir: string): SourceRef {
  let lines: readonly string[] = [];
  try {
    lines = readFileSync(join(dir, from.file), "utf8").split("\n");
  } catch {
    // What cannot be read cannot be pointed at.
  }
  for (const [index, line] of lines.entries()) {
    const at = index + 1 < from.line ? -1 : findWhole(line, url);
    if (at >= 0) {
      return { file: from.file, line: index + 1, column: at + 1 };
    }
  }
  return from;
}

/** Where an address stands that is not the beginning of a longer one; -1 for nowhere. */
function findWhole(line: string, url: string): number {
  for (let at = line.indexOf(url); at >= 0; at = line.indexOf(url, at + 1)) {
    if (!/^(?:[\w/%?=&#~+-]|[.,;:!]\w)/.test(line.slice(at + url.length))) {
      return at;
    }
  }
  return -1;
}
