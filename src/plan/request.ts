import { numbersUpTo } from "../blocks/image.ts";
import type { Article, Provider, ResolvedRequest } from "../job/types.ts";
import { imageEndpointAdapters } from "../endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import type { Asked } from "../job/asked.ts";
import { fingerprintRequest } from "../answers/fingerprint.ts";
import { compileTemplate, scopeOf } from "../job/templates/templates.ts";

/**
 * Renders a block's templates and builds its request. Pure.
 * @param provider the one that is really asked
 * @param answers bodies of the answers that the block uses, by id; of a picture that it looks at,
 *   the hash, which stands in the body in place of the bytes
 * @throws TemplateError when a template cannot be rendered
 */
export function resolveRequest(
  article: Article,
  block: Asked,
  provider: Provider,
  answers: Readonly<Record<string, string>>,
): ResolvedRequest {
  const scope = scopeOf(article, answers);
  const prompt = compileTemplate(block.prompt).render(scope).trim();
  if (block.kind === "image") {
    const { endpoint } = block.image;
    return withFingerprint({
      provider: provider.name,
      endpoint,
      model: block.image.model,
      body: imageEndpointAdapters[endpoint].buildBody(block.image, prompt, block.n),
      numbers: numbersUpTo(block.n),
    });
  }
  const { endpoint, model, maxOutputTokens } = block.text;
  const said =
    block.kind === "alt"
      ? { prompt, picture: answers[block.image] ?? "" }
      : { prompt, system: article.system && compileTemplate(article.system).render(scope).trim() };
  return withFingerprint({
    provider: provider.name,
    endpoint,
    model,
    body: textEndpointAdapters[endpoint].buildBody(block.text, said, provider),
    maxOutputTokens,
    ...(block.kind === "alt" && { shown: 1 }),
  });
}

function withFingerprint(request: Omit<ResolvedRequest, "fingerprint">): ResolvedRequest {
  return { ...request, fingerprint: fingerprintRequest(request) };
}
