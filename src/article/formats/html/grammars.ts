import type { DynamicImportLanguageRegistration } from "@shikijs/core";

/**
 * The languages whose code is highlighted, by the names that people write behind a fence. Each
 * grammar is loaded only when a page needs it.
 */
const grammars: Readonly<Record<string, DynamicImportLanguageRegistration>> = {
  c: () => import("@shikijs/langs/c"),
  "c++ cpp": () => import("@shikijs/langs/cpp"),
  "c# cs csharp": () => import("@shikijs/langs/csharp"),
  css: () => import("@shikijs/langs/css"),
  diff: () => import("@shikijs/langs/diff"),
  "docker dockerfile": () => import("@shikijs/langs/docker"),
  "go golang": () => import("@shikijs/langs/go"),
  graphql: () => import("@shikijs/langs/graphql"),
  "haskell hs": () => import("@shikijs/langs/haskell"),
  html: () => import("@shikijs/langs/html"),
  http: () => import("@shikijs/langs/http"),
  "ini properties": () => import("@shikijs/langs/ini"),
  java: () => import("@shikijs/langs/java"),
  "javascript js cjs mjs node": () => import("@shikijs/langs/javascript"),
  json: () => import("@shikijs/langs/json"),
  "json5 jsonc": () => import("@shikijs/langs/jsonc"),
  "jsonl ndjson": () => import("@shikijs/langs/jsonl"),
  jsx: () => import("@shikijs/langs/jsx"),
  "julia jl": () => import("@shikijs/langs/julia"),
  "kotlin kt": () => import("@shikijs/langs/kotlin"),
  "latex tex": () => import("@shikijs/langs/latex"),
  lua: () => import("@shikijs/langs/lua"),
  "make makefile": () => import("@shikijs/langs/make"),
  "markdown md": () => import("@shikijs/langs/markdown"),
  matlab: () => import("@shikijs/langs/matlab"),
  "perl pl": () => import("@shikijs/langs/perl"),
  php: () => import("@shikijs/langs/php"),
  "powershell ps1": () => import("@shikijs/langs/powershell"),
  "python py python3": () => import("@shikijs/langs/python"),
  r: () => import("@shikijs/langs/r"),
  "ruby rb": () => import("@shikijs/langs/ruby"),
  "rust rs": () => import("@shikijs/langs/rust"),
  scala: () => import("@shikijs/langs/scala"),
  "sh bash shell zsh": () => import("@shikijs/langs/shellscript"),
  "console shellsession terminal": () => import("@shikijs/langs/shellsession"),
  sql: () => import("@shikijs/langs/sql"),
  swift: () => import("@shikijs/langs/swift"),
  toml: () => import("@shikijs/langs/toml"),
  tsx: () => import("@shikijs/langs/tsx"),
  "typescript ts": () => import("@shikijs/langs/typescript"),
  "xml svg": () => import("@shikijs/langs/xml"),
  "yaml yml": () => import("@shikijs/langs/yaml"),
};

const byName: ReadonlyMap<string, DynamicImportLanguageRegistration> = new Map(
  Object.entries(grammars).flatMap(([names, grammar]) =>
    names.split(" ").map((name) => [name, grammar] as const),
  ),
);

/** How a language's grammar is loaded; undefined for one that is not known. */
export function findGrammar(language: string): DynamicImportLanguageRegistration | undefined {
  return byName.get(language.toLowerCase());
}
