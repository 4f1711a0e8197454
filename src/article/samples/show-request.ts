import type { Answer } from "../../answers/types.ts";
import type { SampleFile } from "./request.ts";
import { renderRequestSample } from "./code-samples.ts";
import type { CodeSection, Returned } from "../types.ts";
import type { Picture } from "../../blocks/sections.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, Job, RequestBlock, ResolvedRequest } from "../../job/types.ts";
import { articleKey, listAttached } from "../../job/conversation.ts";
import { findDependencies } from "../../plan/dependencies.ts";
import { type AskedBlock, isAsked, settingsOf } from "../../job/asked.ts";
import { hashesOfGiven, usedContent } from "../../plan/used-content.ts";
import { resolveRequest } from "../../plan/request.ts";
import type { Scope } from "../../job/templates/templates.ts";
import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import { picturesPerRequest } from "../../endpoints/picture-bounds.ts";

/** Where the code samples of the sandbox's own requests go: `prelo sandbox` listens there. */
const sandboxAddress = "http://127.0.0.1:4010/v1";
const openaiAddress = "https://api.openai.com/v1";

interface Recorded {
  readonly article: Article;
  readonly job: Job;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly pictures: ReadonlyMap<string, readonly Picture[]>;
}

/**
 * A block's request as code, as the named provider gets it (the sandbox that may stand in is not
 * shown), with what it returned. Of pictures that took several requests it is the first.
 */
export function showRequest(
  { of, languages }: Pick<RequestBlock, "of" | "languages">,
  { article, job, answers, pictures }: Recorded,
  scope: Scope,
): Pick<CodeSection, "samples" | "returned"> {
  const block = article.blocks.filter(isAsked).find(({ id }) => id === of);
  const provider = block && job.providers.get(settingsOf(block).provider);
  if (block === undefined || provider === undefined) {
    return { samples: [] };
  }
  const bodies: Record<string, string> = {};
  for (const id of findDependencies(article, block)) {
    const answer = answers.get(id);
    bodies[id] = (answer && usedContent(block, id, answer)) ?? scope.answers[id] ?? "";
  }
  // Of an article that goes along its name is enough here, to tell it from others.
  for (const attached of listAttached(article, block)) {
    if ("article" in attached) {
      bodies[articleKey(attached.article)] = articleKey(attached.article);
    }
  }
  // What keeps an article's requests together is nobody else's.
  const alone = { ...provider, promptCacheKey: false };
  const resolved = resolveRequest(article, block, alone, bodies);
  const { endpoint, body } = resolved;
  const standard = provider.name === sandboxProvider ? sandboxAddress : openaiAddress;
  const { baseUrl = standard } = provider;
  const isImage = block.kind === "image";
  const adapter = isImage && imageEndpointAdapters[block.image.endpoint];
  const most = isImage ? picturesPerRequest(block, provider) : 1;
  const sent = adapter && block.n > most ? adapter.forPictures(body, most) : body;
  const samples = languages.map((language) =>
    renderRequestSample(
      {
        ...provider,
        endpoint,
        isImage,
        baseUrl,
        body: sent,
        given: attachedFiles(resolved) ?? filesOf(block, bodies, answers),
      },
      language,
    ),
  );
  const [only, ...others] = samples;
  const returned = toReturned(
    answers.get(block.chosen ?? of),
    (pictures.get(of) ?? []).slice(0, most),
  );
  // One program needs no name beside the heading above it.
  const shown =
    only === undefined || others.length > 0
      ? samples
      : [{ language: only.language, code: only.code }];
  return { samples: shown, ...(returned !== undefined && { returned }) };
}

/** What goes along with a question, as files beside the program. */
function attachedFiles({ attached }: ResolvedRequest): readonly SampleFile[] | undefined {
  return attached?.map(({ name, sha256, kind }, index) => {
    const extension = /\.(\w+)$/.exec(name)?.[1] ?? "txt";
    const mediaType = {
      picture: `image/${extension.toLowerCase().replace("jpg", "jpeg")}`,
      pdf: "application/pdf",
      text: "text/plain",
    }[kind];
    return { sha256, file: safeFileName(name, `file-${index + 1}.${extension}`), mediaType };
  });
}

/** What a shell or a form could misread gets a name of its own. */
function safeFileName(name: string, otherwise: string): string {
  return /^[\w.-]+$/.test(name) ? name : otherwise;
}

/** The pictures that go along with a block's request, as files beside the program. */
function filesOf(
  block: AskedBlock,
  contents: Readonly<Record<string, string>>,
  answers: ReadonlyMap<string, Answer>,
): readonly SampleFile[] | undefined {
  if (block.kind !== "image" || block.given === undefined) {
    return undefined;
  }
  const hashes = hashesOfGiven(block, contents);
  const given = block.given.map((each, index) => {
    if (!("image" in each)) {
      return each;
    }
    const sha256 = hashes[index] ?? "";
    const answer = answers.get(each.image);
    const images = answer?.kind === "image" ? answer.images : [];
    const { file = `${each.image}-${each.number}.png`, format = "png" } =
      images.find((image) => image.sha256 === sha256) ?? {};
    return { sha256, name: file, format };
  });
  return [...given, ...(block.mask === undefined ? [] : [block.mask])].map(
    ({ sha256, name, format }, index) => {
      const base = name.split("/").at(-1) ?? "";
      const file = safeFileName(base, `picture-${index + 1}.${format}`);
      return { sha256, file, mediaType: `image/${format}` };
    },
  );
}

function toReturned(
  answer: Answer | undefined,
  pictures: readonly Picture[],
): Returned | undefined {
  if (answer?.kind === "text") {
    return { kind: "text", text: answer.body };
  }
  const there = pictures.filter(({ placeholder }) => !placeholder);
  return there.length === 0 ? undefined : { kind: "pictures", pictures: there };
}
