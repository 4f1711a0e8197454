import { inventJson, type JsonSchema } from "./invent-json.ts";
import { findSampleAnswer } from "./sample-answers.ts";
import type { GivenFile, GivenPicture } from "./content-parts.ts";
import { citeMadeUp, withinText } from "./web-search.ts";
import { describePicture, guessLanguage, listGiven, writePlaceholder } from "./words.ts";
import { translate } from "./translation.ts";

/** What the three text endpoints have in common once their bodies are understood. */
export interface TextRequest {
  readonly model: string;
  readonly prompts: readonly string[];
  readonly pictures: readonly GivenPicture[];
  readonly files?: readonly GivenFile[] | undefined;
  /** The system's words, where the endpoint has a place for them. */
  readonly instructions: string | undefined;
  /** What was said in earlier turns. */
  readonly earlier?: string | undefined;
  /** Undefined: no limit asked for. */
  readonly maxTokens: number | undefined;
  /** How many answers to each prompt; they are all alike. */
  readonly n?: number | undefined;
  /** Texts that end an answer, and are no part of it. */
  readonly stop?: readonly string[] | undefined;
  /** Whether it searches the web: the sandbox makes sources up. */
  readonly searches?: boolean;
  /** Undefined: Markdown. `{}`: any JSON object. */
  readonly jsonSchema?: JsonSchema | undefined;
}

/** What a reply says served the request: never a real model's name. */
export function nameServingModel(model: string): string {
  return `${model}-sandbox`;
}

/** About what a picture takes in little detail. */
const tokensPerPicture = 85;

/** The answers to each prompt of a request, in order: `n` to the first, then `n` to the second. */
export async function answerAll(request: TextRequest): Promise<readonly CitedText[]> {
  const {
    prompts,
    instructions,
    pictures,
    files,
    maxTokens,
    n = 1,
    stop = [],
    jsonSchema,
  } = request;
  const answers: CitedText[] = [];
  for (const prompt of prompts) {
    const plain = answerPrompt(prompt, instructions, { pictures, files });
    const found = request.searches ? citeMadeUp(plain) : { text: plain, citations: [] };
    const text = jsonSchema === undefined ? found.text : await inventJson(jsonSchema, plain);
    const limited = limitTokens(endAt(text, stop), maxTokens);
    const citations = jsonSchema === undefined ? withinText(found.citations, limited.text) : [];
    const answer = { ...limited, citations };
    answers.push(...Array.from({ length: n }, () => answer));
  }
  return answers;
}

/** An answer, and the places in it that cite a source. */
export interface CitedText extends LimitedText {
  readonly citations?: ReturnType<typeof withinText>;
}

/** Counts the tokens of a request and its answers. */
export function countTokens(request: TextRequest, answers: readonly LimitedText[]): TokenCounts {
  const asked = [request.instructions ?? "", request.earlier ?? "", ...request.prompts];
  const texts = asked.map(estimateTokens);
  const files = (request.files ?? []).map(({ bytes }) => Math.ceil(bytes / charactersPerToken));
  return {
    input: [...texts, ...files].reduce(
      (sum, tokens) => sum + tokens,
      request.pictures.length * tokensPerPicture,
    ),
    output: answers.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

function endAt(text: string, stop: readonly string[]): string {
  const ends = stop.map((word) => text.indexOf(word)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/**
 * The sandbox's answer to a prompt: the text written for it when it is one of the sample's,
 * otherwise a placeholder in the prompt's language. Of a picture that is to be described it says what that
 * shows; of all else that comes along, what it is.
 * @returns Markdown; the same arguments give the same text
 */
export function answerPrompt(
  prompt: string,
  instructions?: string,
  { pictures = [], files = [] }: Partial<Pick<TextRequest, "pictures" | "files">> = {},
): string {
  const language = guessLanguage(prompt, instructions);
  const [picture] = pictures;
  if (picture?.isGlance) {
    return describePicture(picture.url, language);
  }
  const answer =
    translate(prompt) ?? findSampleAnswer(prompt) ?? writePlaceholder(prompt, language);
  const given = [...files, ...pictures.map(({ url }) => toFile(url))];
  return given.length === 0 ? answer : `${answer}\n\n${listGiven(given, language)}`;
}

/** A picture as a file without a name of its own. */
function toFile(url: string): GivenFile {
  const [, format, data = ""] = /^data:image\/([a-z]+);base64,(.*)$/s.exec(url) ?? [];
  const bytes = Buffer.from(data, "base64").byteLength;
  return { name: format === undefined ? url.slice(0, 80) : format.toUpperCase(), bytes };
}

/** About what one token of prose holds; good enough for plausible usage figures. */
const charactersPerToken = 4;

/** About how many tokens a text takes; 0 for an empty one. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

export interface LimitedText {
  readonly text: string;
  readonly tokens: number;
  /** True when the text was longer than allowed. */
  readonly cut: boolean;
}

/**
 * Cuts a text as a model does that reaches its output limit: anywhere, but not within a character.
 * @param maxTokens undefined: no limit
 */
export function limitTokens(text: string, maxTokens: number | undefined): LimitedText {
  const tokens = estimateTokens(text);
  if (maxTokens === undefined || tokens <= maxTokens) {
    return { text, tokens, cut: false };
  }
  const kept = text.slice(0, maxTokens * charactersPerToken);
  const half = /[\uD800-\uDBFF]$/.test(kept);
  return { text: half ? kept.slice(0, -1) : kept, tokens: maxTokens, cut: true };
}

/** What a request took, in tokens. */
export interface TokenCounts {
  readonly input: number;
  readonly output: number;
}
