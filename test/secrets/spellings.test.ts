import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createFinder } from "../../src/secrets/find.ts";
import { makeKey } from "../support/keys.ts";

const key = `sk-proj-${randomBytes(30).toString("base64url").replaceAll(/[-_]/g, "x")}`;
const finder = createFinder([{ name: "MY_LLM", value: key, isKey: true }]);

const codes = Array.from(key, (sign) => sign.charCodeAt(0));
const hexes = codes.map((code) => code.toString(16));
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const shift = (text: string, by: (code: number) => number): string =>
  Array.from(text, (sign) => String.fromCodePoint(by(sign.charCodeAt(0)))).join("");
const inBold = (code: number): number => {
  if (code >= 97 && code <= 122) {
    return code - 97 + 0x1d_41a;
  }
  if (code >= 65 && code <= 90) {
    return code - 65 + 0x1d_400;
  }
  return code >= 48 && code <= 57 ? code - 48 + 0x1d_7ce : code;
};
function base32(text: string): string {
  const bits = Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups
    .map((group) =>
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(group.padEnd(5, "0"), 2)),
    )
    .join("");
}

test.each([
  ["a list of hexadecimal bytes", hexes.map((hex) => `0x${hex}`).join(", ")],
  ["hexadecimal with spaces", hexes.join(" ")],
  ["hexadecimal with colons", hexes.join(":").toUpperCase()],
  ["escapes of C", hexes.map((hex) => `\\x${hex}`).join("")],
  ["escapes of JSON", hexes.map((hex) => `\\u00${hex}`).join("")],
  ["a list of codes", codes.join(", ")],
  ["the names of its characters", hexes.map((hex) => `U+00${hex.toUpperCase()}`).join(" ")],
  ["calls of chr()", codes.map((code) => `chr(${code})`).join("+")],
  ["calls of another language", codes.map((code) => `Chr(${code})`).join(" & ")],
  ["base32", base32(key)],
  ["base32 within a text", base32(`key=${key}`)],
  [
    "base32 in small letters, in groups",
    base32(`a${key}`).toLowerCase().replaceAll(/.{4}/g, "$& "),
  ],
  ["base64 twice", base64(base64(key))],
  ["base64 twice, within texts", base64(`a: ${base64(`key=${key}`)}`)],
  ["tag characters", shift(key, (code) => code + 0xe_00_00)],
  ["tag characters between", Array.from(key).join("\u{E0061}")],
  ["zero-width characters between", Array.from(key).join("\u200B")],
  ["mathematical letters", shift(key, inBold)],
  ["full-width letters", shift(key, (code) => code + 0xfe_e0)],
  ["entities", codes.map((code) => `&#${code};`).join("")],
  ["entities without semicolons", codes.map((code) => `&#${code}`).join("")],
  ["hexadecimal entities without semicolons", hexes.map((hex) => `&#x${hex}`).join(" ")],
  ["percent-encoded twice", hexes.map((hex) => `%25${hex}`).join("")],
  ["backwards", Array.from(key).toReversed().join("")],
  [
    "six letters at a time",
    (key.slice(8).match(/.{6}/g) ?? []).map((piece, at) => `part ${at} is ${piece},`).join("\n"),
  ],
])("a key is found in %s", (_spelling, text) => {
  const [found] = finder.find(`It is: ${text} and that is all.`);
  expect(found?.secret.name).toBe("MY_LLM");
});

test("other keys, lists and letters are none", () => {
  const texts = [
    hexes.map((_, at) => `0x${(at * 7 + 11).toString(16)}`).join(", "),
    codes.map((_, at) => 32 + ((at * 37) % 90)).join(", "),
    Array.from({ length: 200_000 }, (_, at) => 32 + ((at * 37) % 90)).join(", "),
    shift("mathematics of the sort that people set", inBold),
    Array.from({ length: 200 }, makeKey).join("\n"),
    Array.from({ length: 200 }, () => base32(makeKey())).join("\n"),
    randomBytes(200_000).toString("base64"),
    randomBytes(200_000).toString("hex"),
  ];
  for (const text of texts) {
    // What every key begins with is nobody's.
    expect(finder.find(text)).toEqual([]);
  }
});
