import path from "node:path";

const languages: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bash: "bash",
    bat: "batch",
    cc: "cpp",
    cjs: "javascript",
    cs: "csharp",
    h: "c",
    hpp: "cpp",
    htm: "html",
    ipynb: "json",
    js: "javascript",
    kt: "kotlin",
    md: "markdown",
    mjs: "javascript",
    mts: "typescript",
    php: "php",
    pl: "perl",
    ps1: "powershell",
    py: "python",
    rb: "ruby",
    rs: "rust",
    sh: "bash",
    ts: "typescript",
    txt: "text",
    yml: "yaml",
    zsh: "bash",
  }),
);

/** A file's language, by its extension; an unknown extension stands for itself. */
export function languageOfFile(file: string): string {
  const extension = path.extname(file).slice(1).toLowerCase();
  if (!/^[a-z0-9]{1,20}$/.test(extension)) {
    return "text";
  }
  return languages.get(extension) ?? extension;
}
