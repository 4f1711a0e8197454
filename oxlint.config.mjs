import { defineConfig } from "oxlint";

/**
 * The rooms of `src/`, from the top floor to the ground: imports go downwards only. `errors.ts` lies
 * below them all. docs/explanation/architecture.md draws the house.
 */
const floors = [
  "bin",
  "index.ts",
  "cli",
  "build",
  "publish",
  "article",
  "pictures",
  "requests",
  "plan",
  "answers",
  "checks",
  "job",
  "blocks",
  "endpoints",
  "sandbox",
  "secrets",
  "files",
  "errors.ts",
];

/** The rooms inside the large ones, in the same order. */
const inside = {
  job: ["read", "unfold", "tables", "folder", "templates", "schema", "yaml", "diagnostics"],
  pictures: ["sheets", "variants", "inspection"],
  requests: ["downloads", "pace", "machines", "calls", "http"],
  checks: ["placeholders", "answer", "prose"],
  article: [
    "translation",
    "formats",
    "links",
    "sections",
    "numbering",
    "samples",
    "markdown",
    "locales",
  ],
};

const isFile = (room) => room.endsWith(".ts");

/** Lets none of these files import what lies above them. */
function forbid(files, above, order) {
  return {
    files: [files],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [{ group: above, message: `Imports go downwards only: ${order.join(", ")}.` }],
        },
      ],
    },
  };
}

const above = (room) =>
  floors
    .slice(0, floors.indexOf(room))
    .map((each) => (isFile(each) ? `**/${each}` : `**/${each}/**`));

const importsGoDown = [
  ...floors
    .slice(1)
    .map((room) => forbid(isFile(room) ? `src/${room}` : `src/${room}/**`, above(room), floors)),
  ...Object.entries(inside).flatMap(([room, rooms]) =>
    rooms.slice(1).map((inner, index) => {
      const beside = rooms.slice(0, index + 1).map((each) => `../${each}/**`);
      return forbid(`src/${room}/${inner}/**`, [...above(room), ...beside], [...floors, ...rooms]);
    }),
  ),
];

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "oxc", "promise", "node", "vitest"],
  options: { typeAware: true },
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  ignorePatterns: ["dist", "/output", "/answers", "coverage"],
  rules: {
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/return-await": ["error", "in-try-catch"],
    "typescript/switch-exhaustiveness-check": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/only-throw-error": "error",
    "typescript/prefer-nullish-coalescing": "error",
    curly: "error",
    eqeqeq: "error",
    "no-var": "error",
    "prefer-const": "error",
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "unicorn/require-post-message-target-origin": "off",
    "no-await-in-loop": "off",
    "typescript/consistent-return": "off",
    "consistent-return": "off",
  },
  overrides: [
    ...importsGoDown,
    {
      files: ["src/**"],
      // The library's defaults are the process that calls it: one file asks that, for the cli as well.
      excludeFiles: ["src/cli/**", "src/build/library/this-process.ts"],
      rules: {
        "no-console": "error",
        "no-restricted-globals": [
          "error",
          {
            name: "process",
            message:
              "Only cli/ and build/library/this-process.ts may use process; pass what you need as a parameter.",
          },
        ],
        "node/no-process-env": "error",
      },
    },
    {
      files: ["test/**"],
      rules: {
        "typescript/no-non-null-assertion": "off",
        "typescript/no-unsafe-type-assertion": "off",
        "max-lines": "off",
      },
    },
    { files: ["*.config.{ts,mjs}"], rules: { "import/no-default-export": "off" } },
  ],
});
