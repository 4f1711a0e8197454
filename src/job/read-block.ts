import type { FoundBlock } from "./found-block.ts";
import type * as z from "zod";
import type { ArticleContext } from "./article-context.ts";
import { reportIssues } from "./check-value.ts";
import { defaults } from "./defaults.ts";
import { explainIssues } from "./explain-issue.ts";
import { explainBlockKey, nameOfKind } from "./find-kind.ts";
import { readAlt } from "./read-alt.ts";
import { readCodeFile, readPoster } from "./read-block-file.ts";
import { blockSchemas, type RawBlock } from "./schema-blocks.ts";
import { type ImageLayer, imageSchema } from "./schema-settings.ts";
import type { Block, SourceRef, SourceText } from "./types.ts";
import type { Path } from "./yaml-file.ts";
import { youtubeIdOf } from "./youtube.ts";

interface Base {
  readonly id: string;
  readonly ref: SourceRef;
  readonly heading?: SourceText;
  readonly level: 2 | 3 | 4;
}

/** The keys that all kinds share; `fallback` leads to the text that heads the block by default. */
function readBase(
  found: FoundBlock,
  raw: { heading?: string | false | undefined; level?: 2 | 3 | 4 | undefined },
  context: ArticleContext,
  fallback?: Path,
): Base {
  const path = raw.heading === undefined ? fallback : [...found.path, "heading"];
  const heading = path === undefined ? undefined : context.file.textAt(path);
  return {
    id: found.id,
    ref: context.file.refOf(found.path),
    ...(heading === undefined ? {} : { heading }),
    level: raw.level ?? defaults.block.level,
  };
}

function check<T>(schema: z.ZodType<T>, found: FoundBlock, context: ArticleContext): T | undefined {
  const result = schema.safeParse(found.value);
  if (result.success) {
    return result.data;
  }
  const issues = explainIssues(result.error.issues, {
    schema,
    value: found.value,
    name: nameOfKind(found.key),
    explainKey: (key) => explainBlockKey(key, found.key),
  });
  reportIssues(issues, context.file, found.path, context.job.diagnostics.report);
  return undefined;
}

async function readText(
  kind: "prompt" | "question",
  raw: RawBlock<"prompt"> | RawBlock<"question">,
  found: FoundBlock,
  context: ArticleContext,
): Promise<Block | undefined> {
  const text = context.textSettings(raw.text, found.path);
  const checks = await context.checks(raw.checks, found.path);
  const asked = raw.prompt === undefined ? "question" : "prompt";
  const prompt = context.file.textAt([...found.path, asked]);
  const fallback = kind === "question" ? [...found.path, "question"] : undefined;
  return text === undefined || prompt === undefined
    ? undefined
    : {
        ...readBase(found, raw, context, fallback),
        kind,
        prompt,
        text,
        ...(checks !== undefined && { checks }),
        ...(raw.share === false && { share: false as const }),
      };
}

/** The settings of the image model that stand in the block itself. */
function takeImageKeys(raw: RawBlock<"image">): ImageLayer {
  const keys: readonly string[] = Object.keys(imageSchema.shape);
  return Object.fromEntries(Object.entries(raw).filter(([key]) => keys.includes(key)));
}

function readImage(
  raw: RawBlock<"image">,
  found: FoundBlock,
  context: ArticleContext,
): Block | undefined {
  const { prompt: inner, ...grouped } =
    typeof raw.image === "string" ? { prompt: undefined } : raw.image;
  const promptPath = [...found.path, "image", ...(inner === undefined ? [] : ["prompt"])];
  const n = raw.n ?? defaults.block.n;
  const alt = readAlt(raw, n, found, context);
  const image = context.imageSettings(grouped, takeImageKeys(raw), found.path);
  const prompt = context.file.textAt(promptPath);
  const caption =
    raw.caption === undefined ? undefined : context.file.textAt([...found.path, "caption"]);
  if (raw.contact_sheet === true && n === 1) {
    const message = "`contact_sheet` shows several pictures in one, but `n` is 1.";
    const place = context.file.placeOf([...found.path, "contact_sheet"]);
    context.job.diagnostics.report(place, message, "Ask for more pictures with `n`, or remove it.");
  }
  if (alt === undefined || image === undefined || prompt === undefined) {
    return undefined;
  }
  return {
    ...readBase(found, raw, context, promptPath),
    kind: "image",
    prompt,
    n,
    ...alt,
    ...(caption === undefined ? {} : { caption }),
    layout: raw.layout ?? (n > 1 ? "grid" : "stack"),
    contactSheet: raw.contact_sheet ?? false,
    image,
    variants: context.variantSettings(raw.images, found.path),
  };
}

async function readVideo(
  raw: RawBlock<"video">,
  found: FoundBlock,
  context: ArticleContext,
): Promise<Block | undefined> {
  const alt = context.file.textAt([...found.path, "alt"]);
  const youtubeId = youtubeIdOf(raw.video);
  const posterPath = [...found.path, "poster"];
  const local = typeof raw.poster === "string" ? raw.poster : undefined;
  const own = typeof raw.poster === "object" ? raw.poster : undefined;
  const poster = local === undefined ? undefined : await readPoster(local, posterPath, context);
  if (alt === undefined || (local !== undefined && poster === undefined)) {
    return undefined;
  }
  return {
    ...readBase(found, raw, context),
    kind: "video",
    url: raw.video,
    ...(youtubeId === undefined ? {} : { youtubeId }),
    alt,
    ...(poster === undefined ? {} : { poster }),
    ...(own === undefined
      ? {}
      : {
          posterPicture: { image: own.image, number: own.number ?? defaults.block.poster_number },
        }),
    variants: context.variantSettings(raw.images, found.path),
  };
}

/** Checks one block by the schema of its kind; nothing when it is not valid. */
export async function readBlock(
  found: FoundBlock,
  context: ArticleContext,
): Promise<Block | undefined> {
  const base = (raw: Parameters<typeof readBase>[1]): Base => readBase(found, raw, context);
  switch (found.key) {
    case "markdown": {
      const raw = check(blockSchemas.markdown, found, context);
      const markdown = raw && context.file.textAt([...found.path, "markdown"]);
      return raw && markdown && { ...base(raw), kind: "markdown", markdown };
    }
    case "prompt":
    case "question": {
      const raw = check<RawBlock<"prompt"> | RawBlock<"question">>(
        blockSchemas[found.key],
        found,
        context,
      );
      return raw && (await readText(found.key, raw, found, context));
    }
    case "image": {
      const raw = check(blockSchemas.image, found, context);
      return raw && readImage(raw, found, context);
    }
    case "video": {
      const raw = check(blockSchemas.video, found, context);
      return raw && (await readVideo(raw, found, context));
    }
    case "code": {
      const raw = check(blockSchemas.code, found, context);
      return raw && { ...base(raw), kind: "code", code: raw.code, language: raw.language };
    }
    case "file": {
      const raw = check(blockSchemas.file, found, context);
      const file = raw && (await readCodeFile(raw, [...found.path, "file"], context));
      return raw && file && { ...base(raw), kind: "code", ...file };
    }
    case "request": {
      const raw = check(blockSchemas.request, found, context);
      const languages = [...new Set(raw?.languages ?? defaults.block.languages)];
      return raw && { ...base(raw), kind: "request", of: raw.request, languages };
    }
    case "references": {
      const raw = check(blockSchemas.references, found, context);
      return raw && { ...base(raw), kind: "references", references: raw.references };
    }
    case "usage":
    default: {
      const raw = check(blockSchemas.usage, found, context);
      return raw && { ...base(raw), kind: "usage" };
    }
  }
}
