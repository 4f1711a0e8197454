import type { Processing } from "../blocks/settings/processing.ts";
import { numbersUpTo } from "../blocks/picture-numbers.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Article, JsonObject, Provider, ResolvedRequest, TextBlock } from "../job/types.ts";
import { imageEndpointAdapters } from "../endpoints/image-endpoints.ts";
import { picturesPerRequest } from "../endpoints/picture-bounds.ts";
import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import { inFlex } from "../endpoints/tier.ts";
import type { Asked } from "../job/asked.ts";
import { describeTerms } from "../checks/glossary.ts";
import { fingerprintRequest, formerFingerprint } from "../answers/fingerprint.ts";
import { listTexts } from "../job/article-texts.ts";
import { compileTemplate, type Scope, scopeOf } from "../job/templates/templates.ts";
import { withCacheKey } from "./cache-key.ts";
import { openConversation } from "./open-conversation.ts";
import { hashesOfGiven } from "./used-content.ts";

/**
 * Renders a block's templates and builds its request. Pure.
 * @param provider the one that is really asked
 * @param answers bodies of the answers that the block uses, by id; of pictures that the model is
 *   shown, the hashes, which stand in the body in place of the bytes
 * @throws TemplateError when a template cannot be rendered
 */
export function resolveRequest(
  article: Article,
  block: Asked,
  provider: Provider,
  answers: Readonly<Record<string, string>>,
  { isDraft = false }: Pick<Scope, "isDraft"> = {},
): ResolvedRequest {
  const scope = { isDraft, ...scopeOf(article, answers) };
  const prompt = compileTemplate(block.prompt).render(scope).trim();
  if (block.kind === "image") {
    const { endpoint } = block.image;
    const given = block.given && {
      pictures: hashesOfGiven(block, answers),
      ...(block.mask !== undefined && { mask: block.mask.sha256 }),
    };
    return withFingerprint({
      provider: provider.name,
      endpoint,
      model: block.image.model,
      body: inTier(
        block.image,
        imageEndpointAdapters[endpoint].buildBody(block.image, prompt, block.n, given),
      ),
      numbers: numbersUpTo(block.n),
      perRequest: picturesPerRequest(block, provider),
      ...(given !== undefined && {
        shown: given.pictures.length + (given.mask === undefined ? 0 : 1),
      }),
      ...(block.maxUsd !== undefined && { maxUsd: block.maxUsd / block.n }),
    });
  }
  const { endpoint, model, maxOutputTokens } = block.text;
  const translated = block.checks?.translates;
  const { turns, attached, contents } = openConversation(article, block, answers, scope);
  const said =
    block.kind === "alt"
      ? {
          prompt,
          picture: answers[block.image] ?? "",
          system: joinSystem(undefined, prompt, article),
        }
      : {
          prompt,
          turns,
          attached,
          system: joinSystem(
            article.system && compileTemplate(article.system).render(scope).trim(),
            prompt,
            article,
          ),
          schema:
            block.schema ??
            (provider.name === sandboxProvider ? dataSchema(article, block) : undefined),
        };
  const body = textEndpointAdapters[endpoint].buildBody(block.text, said, provider);
  const attachments = contents.length > 0 && { attached: contents };
  return withFingerprint({
    provider: provider.name,
    endpoint,
    model,
    body: inTier(
      block.text,
      withCacheKey({ provider: provider.name, model, body, ...attachments }, article, {
        block,
        provider,
      }),
    ),
    maxOutputTokens,
    ...(block.kind === "alt" && { shown: 1 }),
    ...(block.kind !== "alt" && block.maxUsd !== undefined && { maxUsd: block.maxUsd }),
    ...attachments,
    ...(typeof translated === "string" && { source: translated.trimEnd() }),
  });
}

/** Names the tier in which a request is to be served, where its settings say one. */
function inTier(
  { processing }: { readonly processing?: Processing | undefined },
  body: JsonObject,
): JsonObject {
  return processing === "flex" ? inFlex(body) : body;
}

/** The author's instructions, then the house style and the terms; undefined for none of them. */
function joinSystem(
  system: string | undefined,
  prompt: string,
  { style, glossary, translates }: Article,
): string | undefined {
  if (style === undefined && glossary === undefined) {
    return system;
  }
  // A translation is stale when a term of its source changes, and no other.
  const terms =
    glossary &&
    (translates === undefined
      ? describeTerms(glossary, `${system ?? ""}\n${prompt}`)
      : describeTerms(glossary, prompt, 0));
  const parts = [system, style, terms].filter((part) => part !== undefined && part !== "");
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

/**
 * What the JSON of an answer has to fit that other texts use as data, where only a check says so: the
 * sandbox invents an answer, and has to be told of which structure.
 */
function dataSchema(article: Article, { id, checks }: TextBlock): JsonObject | undefined {
  const { schema = true } = checks?.json ?? {};
  return schema !== true && usedAsData(article).has(id) ? schema : undefined;
}

const known = new WeakMap<Article, ReadonlySet<string>>();

/** The ids of the blocks whose answers are used as `data.ID`. */
function usedAsData(article: Article): ReadonlySet<string> {
  const found = known.get(article) ?? new Set(findDataIds(article));
  known.set(article, found);
  return found;
}

function findDataIds(article: Article): readonly string[] {
  return listTexts(article)
    .flatMap(({ text }) => compileTemplate(text).references)
    .flatMap(({ path: [root, id] }) => (root === "data" && id !== undefined ? [id] : []));
}

function withFingerprint(
  request: Omit<ResolvedRequest, "fingerprint" | "formerFingerprint">,
): ResolvedRequest {
  const former = formerFingerprint(request);
  return {
    fingerprint: fingerprintRequest(request),
    ...(former !== undefined && { formerFingerprint: former }),
    ...request,
  };
}
