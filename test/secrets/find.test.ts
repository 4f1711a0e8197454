import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFinder } from "../../src/secrets/find.ts";
import { makeKey } from "../support/keys.ts";
import { finderOf, makeVariables } from "./made-up.ts";

const variables = makeVariables();
const finder = finderOf(variables);
const keyOf = (name: string): string => variables[name] ?? "";
const key = keyOf("MY_LLM");

/** Puts something between every two characters, or between pieces of a length. */
function cut(text: string, between: string, length = 7): string {
  return (text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? []).join(between);
}
const eachCharacter = (text: string, spell: (code: number) => string): string =>
  Array.from(text, (character) => spell(character.charCodeAt(0))).join("");
const hex = (code: number): string => code.toString(16).padStart(2, "0");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** How a value may be spelt; each must be found. */
const spellings: readonly (readonly [string, (value: string) => string])[] = [
  ["as it stands", (s) => s],
  ["in capitals", (s) => s.toUpperCase()],
  ["URL-encoded", encodeURIComponent],
  ["in a form", (s) => new URLSearchParams({ s }).toString()],
  ["URL-encoded, in small hexadecimal", (s) => encodeURIComponent(s).toLowerCase()],
  ["URL-encoded, every character", (s) => eachCharacter(s, (code) => `%${hex(code)}`)],
  ["URL-encoded twice", (s) => encodeURIComponent(encodeURIComponent(s))],
  ["in base64", base64],
  ["in base64 behind one byte", (s) => base64(`x${s}`)],
  ["in base64 behind two bytes", (s) => base64(`xy${s}z`)],
  ["in base64url", (s) => Buffer.from(`user:${s}`).toString("base64url")],
  ["in base64 over several lines", (s) => cut(base64(`Bearer ${s}`), "\n", 20)],
  ["in hexadecimal", (s) => Buffer.from(s).toString("hex")],
  ["in capital hexadecimal", (s) => Buffer.from(s).toString("hex").toUpperCase()],
  ["as a dump", (s) => Buffer.from(s).toString("hex").replaceAll(/(..)/g, "$1 ")],
  ["as JSON", (s) => JSON.stringify({ a: [s] })],
  ["as JSON of escapes", (s) => `"${eachCharacter(s, (code) => `\\u00${hex(code)}`)}"`],
  ["as JSON in JSON", (s) => JSON.stringify(JSON.stringify({ s }))],
  ["as escapes of a program", (s) => eachCharacter(s, (code) => `\\x${hex(code)}`)],
  ["in decimal references", (s) => eachCharacter(s, (code) => `&#${code};`)],
  ["in hexadecimal references", (s) => eachCharacter(s, (code) => `&#x${hex(code)};`)],
  ["with escaped hyphens and points", (s) => s.replaceAll(/[-_.+/]/g, (sign) => `\\${sign}`)],
  ["over two lines", (s) => cut(s, "\n", 20)],
  ["over lines of a quotation", (s) => cut(s, "\n> ", 20)],
  ["over lines of a comment", (s) => cut(s, "\n # ", 20)],
  ["cut by emphasis", (s) => cut(s, "**")],
  ["cut by code marks", (s) => cut(s, "`")],
  ["cut by soft hyphens", (s) => cut(s, "\u00AD", 3)],
  ["cut by zero-width spaces", (s) => cut(s, "\u200B", 1)],
  ["cut by joiners and marks of direction", (s) => cut(s, "\u2060\u202A\uFEFF")],
  ["cut by blanks", (s) => cut(s, " ", 4)],
  ["cut by tags", (s) => cut(s, '</span><span class="s1">')],
  ["cut by <wbr> and a comment", (s) => cut(cut(s, "<wbr>", 20), "<!-- 12345678 -->", 30)],
  ["cut by a program's +", (s) => cut(s, '" + "', 10)],
  ["as a list of pieces", (s) => JSON.stringify(cut(s, "\n", 10).split("\n"))],
  ["cut by a link", (s) => `[${s.slice(0, 9)}](https://example.org)${s.slice(9)}`],
  [
    "in full width",
    (s) => s.replaceAll(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  ],
  ["with a part of it left out", (s) => `${s.slice(0, 24)}…`],
];

describe("the provider's key is found", () => {
  test.each(spellings)("%s", (_, spell) => {
    const matches = finder.find(`a line\nanother one, with ${spell(key)} in it\n`);
    expect(matches.map(({ secret }) => secret.name)).toContain("MY_LLM");
    expect(matches.every(({ start }) => start > 6)).toBe(true);
  });

  test("in base64, whatever stands before and after it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (before, after, isUrl) => {
        const encoding = isUrl ? "base64url" : "base64";
        const encoded = Buffer.from(before + key + after).toString(encoding);
        const [sighting] = finder.find(encoded);
        expect(sighting).toMatchObject({ kind: "base64", secret: { name: "MY_LLM" } });
      }),
    );
  });

  test("whatever its characters are, and whatever stands around it", () => {
    const printable = fc.string({ minLength: 24, maxLength: 60 });
    fc.assert(
      fc.property(printable, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(value.replaceAll(/[^A-Za-z\d]/g, "").length >= 8 && value.trim() === value);
        const own = createFinder([{ name: "N", value, isKey: true }]);
        for (const text of [value, encodeURIComponent(value), JSON.stringify(value)]) {
          expect(own.find(`${before} ${text} ${after}`)).not.toEqual([]);
        }
      }),
    );
  });
});

describe("parts", () => {
  test("any eight characters of a made-up key count", () => {
    const starts = Array.from({ length: key.length - 15 }, (_, index) => index + 8);
    const parts = starts.map((start) => key.slice(start, start + 8));
    // With three signs among eight characters there is too little to hold on to.
    const dense = parts.filter((part) => part.replaceAll(/[-_]/g, "").length >= 6);
    expect(dense.filter((part) => finder.find(`x ${part} y`).length === 0)).toEqual([]);
    expect(dense.length).toBeGreaterThan(10);
  });

  test.each([
    [
      "the known prefix and four characters",
      `${key.slice(0, 8)}${key.slice(8).replaceAll(/[-_]/g, "").slice(0, 4)}`,
      true,
    ],
    ["the known prefix and three characters", key.slice(0, 11), false],
    ["the known prefix alone", "sk-test-", false],
    ["seven characters", key.slice(8).replaceAll(/[-_]/g, "").slice(0, 7), false],
  ])("%s", (_, part, counts) => {
    // Nothing follows: one letter in thirty would go on like the key.
    expect(finder.find(`see \`${part}\``).length > 0).toBe(counts);
  });

  test("what follows a part by chance does not belong to it", () => {
    const value = `sk-test-${randomBytes(16).toString("hex")}`;
    const own = createFinder([{ name: "N", value, isKey: true }]);
    const part = value.slice(12, 22);
    const texts = [
      `a ${part}. ${value.slice(22, 24)}y z`,
      `x ${value.charAt(11)} ${part}, z`,
      part,
    ];
    for (const text of texts) {
      expect(own.find(text).map(({ found }) => found)).toEqual([part]);
    }
  });

  test("in base64, from twelve characters on", () => {
    const encoded = base64(key.slice(9));
    expect(finder.find(encoded.slice(4, 28).replaceAll(/[+/]/g, ""))).not.toEqual([]);
  });

  test("a word within a key is a word", () => {
    const value = `acme-production-${randomBytes(16).toString("hex")}`;
    const own = createFinder([{ name: "N", value, isKey: false }]);
    expect(own.find("In production, the acme-production- prefix is used.")).toEqual([]);
    expect(own.find(`It ends in ${value.slice(-9)}.`)).not.toEqual([]);
  });

  test("eight digits of a hexadecimal key say nothing within a digest", () => {
    const value = randomBytes(16).toString("hex");
    const own = createFinder([{ name: "N", value, isKey: false }]);
    const digest = `${"0".repeat(28)}${value.slice(4, 12)}${"f".repeat(28)}`;
    expect(own.find(`"sha256:${digest}"`)).toEqual([]);
    expect(
      own.find(`"${digest.slice(0, 20)}${value.slice(4, 18)}${digest.slice(0, 30)}"`),
    ).toHaveLength(1);
  });
});

describe("other secrets are found", () => {
  const values = {
    DEPLOY_TOKEN: keyOf("DEPLOY_TOKEN"),
    AWS_SECRET_ACCESS_KEY: keyOf("AWS_SECRET_ACCESS_KEY"),
    SESSION_SECRET: keyOf("SESSION_SECRET"),
    DB_PASSWORD: keyOf("DB_PASSWORD"),
    DATABASE_URL: new URL(keyOf("DATABASE_URL")).password,
    VAULT_PASSPHRASE: keyOf("VAULT_PASSPHRASE"),
  };
  test.each(Object.entries(values))("%s", (name, value) => {
    for (const text of [
      value,
      encodeURIComponent(value),
      base64(`a:${value}`),
      JSON.stringify(value),
    ]) {
      expect(finder.find(`# x\n${text}\n`).map(({ secret }) => secret.name)).toEqual([name]);
    }
  });

  test("a password of signs, as it stands", () => {
    const own = createFinder([{ name: "N", value: "#7!+*=?$%x", isKey: false }]);
    expect(own.find("it is #7!+*=?$%x, and so on")).toHaveLength(1);
    expect(own.find("it is #7!+*=, and so on")).toEqual([]);
  });
});

test("what is made of words is found as it is written, and not by chance", () => {
  const own = createFinder([{ name: "N", value: "version10", isKey: false }]);
  expect(own.find("Since Version 1.0 and version 10")).toEqual([]);
  expect(own.find("the password is version10.")).toHaveLength(1);
});

test("a long text takes no long time, whatever repeats in it", () => {
  const pieces = [
    "a",
    "aA1b",
    key,
    key.slice(8, 16),
    "<",
    "](",
    "&#",
    "%41",
    "\\u0041",
    "**",
    "\u200B",
  ];
  const own = createFinder([
    { name: "A", value: "aA1b".repeat(20), isKey: false },
    { name: "B", value: "a".repeat(80), isKey: false },
    { name: "C", value: makeKey(), isKey: true },
  ]);
  for (const piece of pieces) {
    const text = piece.repeat(200_000 / piece.length);
    expect(own.find(text).length + finder.find(text).length).toBeGreaterThanOrEqual(0);
  }
}, 20_000);

/** A hyphen or an underscore at the end of a part is no part of the match. */
const signless = `sk-test-${randomBytes(24).toString("base64url").replaceAll(/[-_]/g, "x")}`;

test("very many parts of a key are all told of, more than a call takes arguments", () => {
  const piece = `${signless.slice(8, 18)} – `;
  const count = 150_000;
  const own = createFinder([{ name: "A", value: signless, isKey: true }]);
  const matches = own.find(piece.repeat(count));
  expect(matches).toHaveLength(count);
  const places = matches.map(({ start, end }) => [start / piece.length, end - start]);
  expect(places).toEqual(Array.from({ length: count }, (_, index) => [index, 10]));
});

test("of what overlaps the whole is told of, and of two parts the longer one", () => {
  const own = createFinder([{ name: "A", value: signless, isKey: true }]);
  const text = `${signless} and ${signless.slice(8, 18)}, ${signless.slice(8)}`;
  const found = own.find(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);
  expect(found).toEqual([
    ["value", signless],
    ["part", signless.slice(8, 18)],
    ["part", signless.slice(8)],
  ]);
});
