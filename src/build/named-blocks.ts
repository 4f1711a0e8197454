import { PreloError } from "../errors.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Asked } from "../job/asked.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import type { Article } from "../job/types.ts";
import { pageId } from "../article/translation/translation-article.ts";

/** Names on a command line, `[ARTICLE/]ID[/NUMBER]`, or all blocks. */
export type Names = readonly string[] | "all";

/**
 * Whether a command line names a block: by its id, or by its article's name and its id; of a translation by
 * its language and its id, with or without the article's name.
 */
export function namesBlock(names: Names, article: NamedArticle, block: NamedBlock): boolean {
  return names === "all" || namesOf(article, block).some((name) => names.includes(name));
}

type NamedBlock = Pick<Asked, "id" | "repeated"> & {
  readonly variantOf?: string;
  readonly askedAs?: unknown;
};

/**
 * What a block may be called: one that a repeat made also as those of its kind together, a variant by
 * its number or as all of them.
 */
function namesOf({ slug, translates }: NamedArticle, block: NamedBlock): readonly string[] {
  const { id, repeated } = block;
  const ids = [id, ...(repeated === undefined ? [] : [repeated.of]), ...variantNames(block)];
  const language = translates && slug.slice(translates.slug.length + 1);
  return ids.flatMap((each) => [
    language === undefined ? each : `${language}/${each}`,
    `${slug}/${each}`,
  ]);
}

function variantNames(block: NamedBlock): readonly string[] {
  if ("variantOf" in block && block.variantOf !== undefined) {
    return [block.variantOf, block.id.replace(/\.(\d+)$/, "/$1")];
  }
  return "askedAs" in block && block.askedAs !== undefined ? [`${block.id}/1`] : [];
}

/** The numbers of those of a block's pictures that a command line names one by one. */
export function namedNumbers(names: Names, slug: string, block: Asked): readonly number[] {
  if (names === "all" || block.kind !== "image") {
    return [];
  }
  const numbers = names.flatMap((name) => readNumber(name, slug, block.id) ?? []);
  return numbers.filter((number) => number <= block.n);
}

/**
 * @param said what stands before the name on the command line: `--refresh`
 * @param takes whether single pictures may be named, or whole blocks only
 * @throws PreloError USAGE for a name that no block has, and for one that can be read in two ways
 */
export function assertKnownBlocks(
  names: Names,
  articles: readonly Article[],
  said: string,
  takes: "pictures" | "blocks" = "pictures",
): void {
  if (names === "all") {
    return;
  }
  const all = articles.flatMap((article) =>
    listAsked(article).map((block) => ({ slug: article.slug, article, block })),
  );
  const translations = listTranslations(articles).flatMap(({ article, ids }) =>
    ids.map((id) => ({ name: `${article.slug}/${id}`, names: namesOf(article, { id }) })),
  );
  const known = new Set([
    ...all.flatMap(({ article, block }) => namesOf(article, block)),
    ...translations.flatMap((each) => each.names),
  ]);
  for (const name of names) {
    const found = all.filter(({ slug, block }) => readNumber(name, slug, block.id) !== undefined);
    const pictures = found.filter(
      ({ slug, block }) => namedNumbers([name], slug, block).length > 0,
    );
    if (known.has(name)) {
      assertOneMeaning(name, pictures, said);
      const inLanguage = translations.filter(({ names: each }) => each.includes(name));
      if (all.some(({ article, block }) => namesOf(article, block).includes(name))) {
        assertNoTranslation(
          name,
          inLanguage.map((each) => each.name),
          said,
        );
      }
    } else if (found.length === 0) {
      throw new PreloError("USAGE", `${said} ${name}: no block that a model answers has this id`, {
        hint:
          listItems(name, articles) ??
          didYouMean(name, [...known]) ??
          "`prelo plan` lists the ids.",
      });
    } else if (pictures.length === 0) {
      throw noSuchPicture(name, found, said);
    } else if (takes === "blocks") {
      throw new PreloError("USAGE", `${said} ${name}: a block's pictures go together here`, {
        hint: `Name the block: ${said} ${name.replace(/\/\d+$/, "")}.`,
      });
    }
  }
}

function isVariant(block: NamedBlock): boolean {
  return block.variantOf !== undefined;
}

/**
 * The blocks that a repeat made, for a name that means one beyond them: `section-7` of five.
 * @returns a sentence that lists them; undefined where no repeat makes blocks called so
 */
function listItems(name: string, articles: readonly Article[]): string | undefined {
  const [, of = ""] = /^(.+)-\d+$/.exec(name) ?? [];
  const ids = articles.flatMap((article) =>
    listAsked(article)
      .filter((block) => block.repeated !== undefined && !isVariant(block))
      .filter(({ repeated }) => [repeated?.of, `${article.slug}/${repeated?.of}`].includes(of))
      .map(({ id }) => (of.includes("/") ? `${article.slug}/${id}` : id)),
  );
  const names = [...new Set(ids)];
  return names.length === 0 ? undefined : `The list has ${names.length}: ${names.join(", ")}.`;
}

/**
 * Once it is known how often a repeat makes its blocks.
 * @param loaded the article with as many as there may be
 * @throws PreloError USAGE for a name of one that there is not
 */
export function assertStillThere(
  names: Names,
  loaded: Article,
  unfolded: Article,
  said: string,
): void {
  const there = listAsked(unfolded);
  const mayBe = listAsked(loaded);
  const isOf = (asked: readonly Asked[], name: string): boolean =>
    asked.some(
      (block) =>
        namesBlock([name], loaded, block) || namedNumbers([name], loaded.slug, block).length > 0,
    );
  const gone =
    names === "all" ? undefined : names.find((name) => isOf(mayBe, name) && !isOf(there, name));
  const hint = gone === undefined ? undefined : listItems(gone, [unfolded]);
  if (gone !== undefined && hint !== undefined) {
    throw new PreloError("USAGE", `${said} ${gone}: the list is not that long`, { hint });
  }
}

/** The translations of a job, with what can be named of each: any block may have a text. */
export function listTranslations(
  articles: readonly Article[],
): readonly { readonly article: NamedArticle; readonly ids: readonly string[] }[] {
  return articles.flatMap(({ slug, blocks, translations }) =>
    (translations?.to ?? []).map(({ language }) => ({
      article: { slug: `${slug}/${language}`, translates: { slug } },
      ids: [...blocks.map(({ id }) => id), pageId],
    })),
  );
}

type NamedArticle = Pick<Article, "slug" | "translates">;

interface Named {
  readonly article: NamedArticle;
  readonly slug: string;
  readonly block: Asked;
}

/** The number in `casa/4` or `home/casa/4`, for the block that stands before it. */
function readNumber(name: string, slug: string, id: string): number | undefined {
  const [, named, number] = /^(.+)\/([1-9]\d*)$/.exec(name) ?? [];
  return named === id || named === `${slug}/${id}` ? Number(number) : undefined;
}

/** `casa/4` may be the block `4` of the article `casa`, or the picture 4 of a block `casa`. */
function assertOneMeaning(name: string, pictures: readonly Named[], said: string): void {
  if (pictures.length === 0) {
    return;
  }
  const [article = "", id = ""] = name.split("/");
  const longer = pictures.map(({ slug }) => `${said} ${slug}/${name}`).join(", ");
  throw new PreloError("USAGE", `${said} ${name} can be read in two ways`, {
    hint:
      `Picture ${id} of the block ${article}: ${longer}. ` +
      `The block ${id} of the article ${article}: --article ${article} ${said} ${id}.`,
  });
}

/**
 * `es/oven` may be the block `oven` of the article `es`, or its translation into Spanish.
 * @param translations what else the name means, in full
 */
function assertNoTranslation(name: string, translations: readonly string[], said: string): void {
  if (translations.length === 0) {
    return;
  }
  const [article = "", id = ""] = name.split("/");
  const longer = translations.map((each) => `${said} ${each}`).join(", ");
  const own = said.startsWith("--") ? `--article ${article} ${said} ${id}` : `${said} ${id}`;
  throw new PreloError("USAGE", `${said} ${name} can be read in two ways`, {
    hint: `A translation into ${article}: ${longer}. The block ${id} of the article ${article}: ${own}.`,
  });
}

function noSuchPicture(name: string, found: readonly Named[], said: string): PreloError {
  const most = Math.max(...found.map(({ block }) => (block.kind === "image" ? block.n : 0)));
  const id = found[0]?.block.id ?? "";
  if (most === 0) {
    return new PreloError("USAGE", `${said} ${name}: the block ${id} has no pictures`, {
      hint: `Name the block alone: ${said} ${id}.`,
    });
  }
  const count = most === 1 ? "1 picture" : `${most} pictures`;
  return new PreloError("USAGE", `${said} ${name}: the block ${id} has ${count}`, {
    hint: most === 1 ? `Name it: ${said} ${id}.` : `Name one by a number from 1 to ${most}.`,
  });
}
