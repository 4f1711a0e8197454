import type { NamedPicture } from "../blocks/own-pictures.ts";
import { PreloError } from "../errors.ts";
import type { ArticleFile } from "./folder/find-articles.ts";
import { openaiProvider } from "./provider-names.ts";

/** What a program says over a job file, in the file's own words. */
export interface Overrides {
  /** Each over the provider of that name, key by key; a new name is a new provider. */
  readonly providers?: Readonly<Record<string, Group>>;
  /** Instead of `output.formats`. */
  readonly outputFormats?: readonly string[];
  /** The names of formats beside Prelo's own. */
  readonly customFormats?: readonly string[];
  /** An article that is not among the job's yet; of all others, what is wrong is none of its concern. */
  readonly draft?: ArticleFile;
  /** Unset: pictures in Markdown are not looked at. */
  readonly listPictures?: ListPictures;
}

/** Reads the pictures that a Markdown text shows. */
export type ListPictures = (markdown: string) => Promise<readonly NamedPicture[]>;

type Group = Readonly<Record<string, unknown>>;

/**
 * A job file's value with what is said over it; one that is no group is left to its checks.
 * @throws PreloError USAGE for a new provider without an address
 */
export function override(value: unknown, { providers, outputFormats }: Overrides): unknown {
  return isGroup(value)
    ? {
        ...value,
        ...(providers !== undefined && { providers: overrideEach(value["providers"], providers) }),
        ...(outputFormats !== undefined && {
          output: overrideGroup(value["output"], { formats: [...outputFormats] }),
        }),
      }
    : value;
}

function overrideEach(named: unknown, over: Readonly<Record<string, Group>>): unknown {
  const entries = Object.entries(over).map(([name, group]): [string, unknown] => {
    const before = isGroup(named) && Object.hasOwn(named, name) ? named[name] : {};
    if (name !== openaiProvider && !("base_url" in { ...Object(before), ...group })) {
      throw new PreloError("USAGE", `\`providers.${name}\` needs a \`baseUrl\``, {
        hint: "The job file has no provider of that name to override.",
      });
    }
    return [name, overrideGroup(before, group)];
  });
  return overrideGroup(named, Object.fromEntries(entries));
}

/** Its limits one by one: a key that says how many says nothing of how fast. */
function overrideGroup(before: unknown, over: Group): unknown {
  if (before !== undefined && before !== null && !isGroup(before)) {
    return before;
  }
  const limits = over["limits"];
  return {
    ...before,
    ...over,
    ...(isGroup(limits) && { limits: overrideGroup(before?.["limits"], { ...limits }) }),
  };
}

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
