import * as z from "zod";
import type { JsonObject } from "../../job/types.ts";
import { foldLine } from "../../article/markdown/clean-characters.ts";
import { realDate } from "../../blocks/settings/values.ts";
import type { Head, Remark } from "./material.ts";

/** The names that generators, notebooks and pages have for what an article says of itself. */
const names = {
  title: ["title"],
  language: ["language", "lang", "locale"],
  author: ["author", "authors", "by"],
  description: ["description", "summary", "excerpt", "abstract"],
  date: ["date", "published", "pubDate", "publishDate", "created"],
  tags: ["tags", "keywords"],
  draft: ["draft"],
} as const;

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads what stands at the top of a file.
 * @param line where it begins
 */
export function readHead(
  values: Values,
  line: number,
): { readonly head: Head; readonly remarks: readonly Remark[] } {
  const remarks: Remark[] = [];
  const used = new Set<string>();
  const take = (key: keyof typeof names): unknown => {
    const found = names[key].find((name) => (values[name] ?? "") !== "");
    names[key].filter((name) => name in values).forEach((name) => used.add(name));
    return found === undefined ? undefined : values[found];
  };
  const [title, author, description] = [
    toText(take("title")),
    toNames(take("author")),
    toText(take("description")),
  ];
  const language = toLanguage(take("language"));
  const written = take("date");
  const date = toDate(written);
  if (written !== undefined && date === undefined) {
    const message = `the date ${JSON.stringify(written)} is left out: it is not written as YYYY-MM-DD`;
    remarks.push({ line, message });
  }
  const tags = toList(take("tags"));
  const draft = take("draft") === true;
  const head = {
    ...(title !== undefined && { title }),
    ...(language !== undefined && { language }),
    ...(author !== undefined && { author }),
    ...(description !== undefined && { description }),
    ...(date !== undefined && { date }),
    ...(tags.length > 0 && { tags }),
    ...(draft && { draft }),
    others: toOthers(values, used),
  };
  return { head, remarks };
}

function toText(value: unknown): string | undefined {
  const text = typeof value === "string" || typeof value === "number" ? foldLine(`${value}`) : "";
  return text === "" ? undefined : text;
}

/** One name, a list of them, or groups with a `name` each. */
function toNames(value: unknown): string | undefined {
  const list = [value].flat().map((each: unknown) => toText(nameOf(each)));
  const found = list.filter((each) => each !== undefined);
  return found.length === 0 ? undefined : found.join(", ");
}

function nameOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, "name") : value;
}

function toList(value: unknown): readonly string[] {
  const list: readonly unknown[] = typeof value === "string" ? value.split(",") : [value].flat();
  return list.flatMap((each) => toText(each) ?? []);
}

function toDate(value: unknown): string | undefined {
  const day = value instanceof Date ? value.toISOString() : toText(value);
  const { data } = realDate.safeParse(day?.slice(0, 10));
  return data;
}

function toLanguage(value: unknown): string | undefined {
  try {
    return Intl.getCanonicalLocales(toText(value)?.replace("_", "-"))[0];
  } catch {
    return undefined;
  }
}

function toOthers(values: Values, used: ReadonlySet<string>): JsonObject {
  const others = Object.entries(values).flatMap(([key, value]) => {
    const { data } = z.json().safeParse(value);
    return used.has(key) || data === undefined || data === "" ? [] : [[key, data] as const];
  });
  return Object.fromEntries(others);
}
