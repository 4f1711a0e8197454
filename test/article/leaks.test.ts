import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLeaks } from "../../src/article/leaks.ts";
import { renderHtml } from "../../src/article/html.ts";
import { makeArticle } from "./sample.ts";

const value = `${randomBytes(12).toString("hex")}/+é ${randomBytes(6).toString("hex")}`;
const secrets = [{ name: "CHAVE", value }];

describe("a secret is found", () => {
  test.each([
    ["as it stands", value, "value"],
    ["URL-encoded", encodeURIComponent(value), "URL-encoded"],
    ["in a form", new URLSearchParams({ v: value }).toString(), "URL-encoded"],
    ["in part", `x${value.slice(5, 17)}y`, "part"],
  ])("%s", (_, text, kind) => {
    const leaks = findLeaks(`a\nb ${text} c\n`, secrets);
    expect(leaks).toContainEqual({ name: "CHAVE", kind, line: 2 });
  });

  test("in base64, whatever stands before and after it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (before, after, isUrl) => {
        const encoded = Buffer.from(before + value + after).toString(
          isUrl ? "base64url" : "base64",
        );
        expect(findLeaks(encoded, secrets)).toContainEqual({
          name: "CHAVE",
          kind: "base64",
          line: 1,
        });
      }),
    );
  });

  test("by its shape, and so is a signed link, without any secret given", () => {
    const key = `sk-proj-${randomBytes(20).toString("hex")}`;
    const link = `https://e.org/x.png?sv=1&sig=${randomBytes(12).toString("hex")}`;
    expect(findLeaks(`a ${key}\n\n${link}`, []).map(({ line }) => line)).toEqual([1, 3]);
    expect(
      findLeaks(
        `<a href="https://e.org/?a=1&amp;Signature=${randomBytes(8).toString("hex")}">`,
        [],
      ),
    ).toHaveLength(1);
  });
});

describe("no false alarm", () => {
  test("for shorter parts, short values, and ordinary pages", async () => {
    expect(findLeaks(`x ${value.slice(3, 14)} y`, secrets)).toEqual([]);
    expect(
      findLeaks("uma senha curta", [
        { name: "S", value: "senha" },
        { name: "V", value: "" },
      ]),
    ).toEqual([]);
    expect(findLeaks(await renderHtml(makeArticle()), secrets)).toEqual([]);
    expect(findLeaks('os.environ["OPENAI_API_KEY"] e sk-sua-chave', secrets)).toEqual([]);
  });
});

test("the report never holds the secret", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 16, maxLength: 40 }), fc.string(), (secret, around) => {
      const report = JSON.stringify(
        findLeaks(around + secret + around, [{ name: "N", value: secret }]),
      );
      expect(report).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
  );
});
