import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskShapes } from "../../src/secrets/mask.ts";
import { isSecretName, isVariableName } from "../../src/secrets/secret-names.ts";
import { findSecrets, looksLikeSecret } from "../../src/secrets/shapes.ts";
import { randomPart, shapedSecret, vendorTokens } from "./shaped.ts";

describe("what looks like a secret", () => {
  test("made-up keys do, alone and inside a text", () => {
    fc.assert(
      fc.property(
        shapedSecret,
        fc.constantFrom("", "the key is ", '"', "x = "),
        (secret, before) => {
          expect(looksLikeSecret(secret)).toBe(true);
          expect(looksLikeSecret(`${before}${secret} and more`)).toBe(true);
          expect(maskShapes(`${before}${secret} and more`)).not.toContain(secret);
        },
      ),
    );
  });

  test("keys as tests make them up", () => {
    for (let i = 0; i < 50; i += 1) {
      const hex = Buffer.from(fc.sample(fc.uint8Array({ minLength: 16, maxLength: 16 }), 1)[0]!);
      expect(looksLikeSecret(`sk-test-a1b2c3${hex.toString("hex")}`)).toBe(true);
    }
  });

  test("the tokens of many vendors, whatever they are made of", () => {
    fc.assert(
      fc.property(vendorTokens, (tokens) => {
        expect(tokens.filter((token) => !looksLikeSecret(`Use ${token} here.`))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    "sk-…",
    "sk-...",
    "sk-your-key-here",
    `sk-${"X".repeat(24)}`,
    "sk-learn is a library, task-based and risk-free",
    "Bearer $OPENAI_API_KEY",
    "Authorization: Bearer YOUR_API_KEY",
    "OPENAI_API_KEY",
    "gpt-5.4-mini",
    "https://example.com/a?id=1234567890",
    "postgres://user:password@localhost/bread",
    "https://example.org/?token=YOUR_TOKEN_GOES_RIGHT_HERE",
    "whsec_ and sk_test_ begin keys of Stripe's",
    "a commit: 3f786850e387550fdab836ed7e6dc881de23001b",
    "secret_rotation_lambda_function_name_v2, glc_some_long_name_of_a_variable_2024",
    "sb_secret_rotation_schedule_in_days_30, figd_layout_of_the_component_v2",
    `an account of Twilio's: AC${"3f786850".repeat(4)}`,
    `ghp_${"x".repeat(36)}, glpat-${"x".repeat(20)} and npm_YourTokenGoesHere${"X".repeat(15)}`,
    `SK${"x".repeat(32)}, SK${"0".repeat(32)}, key-${"x".repeat(32)}`,
    // As the vendor's own documents write them, in two parts: no file holds what looks like a key.
    [
      "AKIA",
      "IOSFODNN7EXAMPLE and aws_secret_access_key=wJalrXUtnFEMI/",
      "K7MDENG/bPxRfiCYEXAMPLEKEY",
    ].join(""),
    `https://hooks.slack.com/services/T00000000/B00000000/${"X".repeat(24)}`,
    "cache key: 3f786850e387550fdab836ed7e6dc881, apiKey: process.env.A_VERY_LONG_NAME_OF_A_KEY_1234",
    "IBAN DE89 3704 0044 0532 0130 00, and this that will make good 2024 time",
  ])("but not: %s", (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });

  test("a signed link is told as that, whatever else is in it", () => {
    const [key = ""] = fc.sample(randomPart(64), 1);
    const links = [
      `https://b.s3.amazonaws.com/a.png?X-Amz-Credential=AKIA${"A2".repeat(8)}%2Fus&X-Amz-Signature=${key}`,
      `https://b.s3.amazonaws.com/a.png?AWSAccessKeyId=AKIA${"A2".repeat(8)}&Signature=${key}`,
      `https://x.blob.core.windows.net/a.png?se=2026-01-01T02%3A00%3A00Z&sp=r&sig=${key}`,
      `https://storage.googleapis.com/b/a.png?X-Goog-Expires=900&X-Goog-Signature=${key}`,
      `https://d1.cloudfront.net/a.png?Expires=1790000000&Signature=${key}&Key-Pair-Id=K${"A2".repeat(6)}`,
    ];
    const text = [...links.map((link) => `![a](${link})`), `sk-${key}`].join("\nand\n");
    expect(findSecrets(text).map(({ name }) => name)).toEqual([
      ...links.map(() => "a signed link"),
      "an API key",
    ]);
  });

  test("names of secrets, and names of variables", () => {
    for (const name of ["api_key", "apiKey", "OPENAI_API_KEY", "token", "x-api-key", "password"]) {
      expect(isSecretName(name)).toBe(true);
    }
    for (const name of ["max_output_tokens", "tokens_per_minute", "api_key_env", "key", "title"]) {
      expect(isSecretName(name)).toBe(false);
    }
    expect(isVariableName("OPENAI_API_KEY")).toBe(true);
    expect(isVariableName("9KEY")).toBe(false);
    expect(isVariableName("0123456789abcdef".repeat(2).replace("0", "a"))).toBe(false);
  });

  test("a long text takes no long time", () => {
    for (const unit of [
      "sk-a-",
      "sk-",
      "Bearer ",
      "eyJaaaaaaaaaa-",
      "a",
      "api_key",
      "?sig=",
      "://a:",
      "://a:1aA",
      "?token=aA1",
      "hooks.slack.com/services/T",
      "0123456789abcdef",
      "api_key=a1",
      "aBcd ",
    ]) {
      const text = unit.repeat(500_000 / unit.length);
      expect(looksLikeSecret(text)).toBe(false);
      expect(maskShapes(text).length).toBeGreaterThan(0);
    }
  });
});
