import { hash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { collectSecrets } from "../../src/secrets/collect.ts";
import { looksGenerated } from "../../src/secrets/randomness.ts";
import { isSecretVariable } from "../../src/secrets/secret-names.ts";
import { makeVariables } from "./made-up.ts";

const random = (): string => randomBytes(18).toString("base64url");
const valuesOf = (variables: Record<string, string>, keys: readonly string[] = []): string[] =>
  collectSecrets(variables, new Set(keys)).map(({ value }) => value);

test.each([
  "OPENAI_API_KEY",
  "GITHUB_TOKEN",
  "CI_JOB_TOKEN",
  "DB_PASSWORD",
  "DB_PASSWORD_PRODUCTION",
  "KEY_OF_THE_BACKUP",
  "npm_config__authToken",
  "npm_config_//registry.example/:_auth",
  "myApiKey",
  "OPENAI_APIKEY",
  "SECRET_KEY_BASE",
  "BASIC_AUTH",
  "GPG_PASSPHRASE",
  "PRIVATE_PEM",
  "ACCOUNT_CREDENTIALS",
  "SLACK_WEBHOOK_URL",
  "RESTIC_PASSWD",
])("%s is the name of a secret", (name) => expect(isSecretVariable(name)).toBe(true));

test.each([
  "SSH_AUTH_SOCK",
  "KEYBOARD",
  "PWD",
  "OLDPWD",
  "PATH",
  "COMPASS",
  "TOKENIZERS_PARALLELISM",
  "STRIPE_PUBLIC_KEY",
  "AWS_ACCESS_KEY_ID",
  "SECRET_FILE",
  "TOKEN_TTL",
  "AUTHOR",
  "GIT_AUTHOR_NAME",
  "GIT_ASKPASS",
  "XAUTHORITY",
  "GOPRIVATE",
  "DESKTOP_SESSION",
  "MONKEYPATCH",
])("%s is not", (name) => expect(isSecretVariable(name)).toBe(false));

test.each([
  ["a folder", "/run/user/1000/keys"],
  ["a file at home", "~/.config/key"],
  ["a file of Windows", String.raw`C:\keys\my.pem`],
  ["a switch", "disabled"],
  ["a number", "86400000"],
  ["a word", "postgres"],
  ["a placeholder", "your-key-here"],
  ["a local server's", "sk-no-key-required"],
  ["a short value", "a1b2c3"],
  ["an address", "https://login.example.org/oauth/token"],
])("the value of SOME_TOKEN is no secret when it is %s", (_, value) => {
  expect(valuesOf({ SOME_TOKEN: value })).toEqual([]);
});

describe("what counts", () => {
  test("the providers' keys, whatever their variables are called", () => {
    const key = random();
    expect(collectSecrets({ MY_LLM: ` ${key}\n` }, new Set(["MY_LLM"]))).toEqual([
      { name: "MY_LLM", value: key, isKey: true },
    ]);
    expect(valuesOf({ MY_LLM: key })).toEqual([]);
  });

  test("a key under two names is the provider's", () => {
    const key = random();
    const [secret, ...others] = collectSecrets({ A_TOKEN: key, MY_LLM: key }, new Set(["MY_LLM"]));
    expect(secret).toMatchObject({ name: "MY_LLM", isKey: true });
    expect(others).toEqual([]);
  });

  test.each([
    ["of a proxy", (s: string) => ({ https_proxy: `http://ana:${s}@proxy.example:3128` })],
    ["of a database", (s: string) => ({ DATABASE_URL: `postgres://ana:${s}@db/shop?ssl=1` })],
    ["of a repository", (s: string) => ({ ORIGIN: `https://${s}@git.example/a.git` })],
    ["in a query", (s: string) => ({ FEED: `https://e.example/x?a=1&token=${s}` })],
    ["of a shared link", (s: string) => ({ BLOB: `https://e.example/x?sv=1&sig=${s}` })],
    ["in a connection string", (s: string) => ({ BUS: `Endpoint=sb://b/;SharedAccessKey=${s}` })],
    ["of a webhook", (s: string) => ({ HOOK_WEBHOOK: `https://h.example/services/T0/B0/${s}` })],
    ["behind Bearer", (s: string) => ({ AUTHORIZATION: `Bearer ${s}` })],
    [
      "in JSON, under a short name",
      (s: string) => ({ APP_SECRET: JSON.stringify({ db_pass: s }) }),
    ],
    ["in a connection string", (s: string) => ({ STORE: `host=db;user=app;pass=${s};ssl=1` })],
    ["in JSON", (s: string) => ({ CLOUD_KEY: JSON.stringify({ type: "a", private_key: s }) })],
  ])("the secret %s", (_, place) => {
    const secret = random();
    expect(valuesOf(place(secret))).toContain(secret);
    expect(valuesOf(place(secret)).every((value) => !value.includes("example"))).toBe(true);
  });

  test("a password that its address encodes, both ways", () => {
    const variables = { DATABASE_URL: `mysql://ana:${encodeURIComponent("gr8/p@ss w0rd")}@db/x` };
    expect(valuesOf(variables)).toEqual(["gr8%2Fp%40ss%20w0rd", "gr8/p@ss w0rd"]);
  });

  test("several keys in one variable, each", () => {
    const keys = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
    expect(valuesOf({ API_KEYS: keys.join(", ") })).toEqual(keys);
  });

  test("of a private key, what follows its first line, which says only what kind it is", () => {
    const lines = Array.from({ length: 4 }, () => randomBytes(48).toString("base64"));
    const pem = ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----"];
    const expected = lines.slice(1).join("");
    expect(valuesOf({ DEPLOY_KEY: pem.join("\n") })).toEqual([expected]);
    expect(valuesOf({ DEPLOY_KEY: pem.join(String.raw`\n`) })).toEqual([expected]);
  });

  test("of the environment of a machine in use, the secrets alone", () => {
    const names = collectSecrets(makeVariables(), new Set(["MY_LLM"])).map(({ name }) => name);
    expect(names).toEqual([
      "MY_LLM",
      "DEPLOY_TOKEN",
      "AWS_SECRET_ACCESS_KEY",
      "SESSION_SECRET",
      "DB_PASSWORD",
      "DATABASE_URL",
      "VAULT_PASSPHRASE",
    ]);
  });
});

test("what a machine made up is told from what a person wrote", () => {
  for (let round = 0; round < 500; round += 1) {
    const bytes = hash("sha256", `round ${round}`, "buffer");
    for (const encoding of ["hex", "base64", "base64url"] as const) {
      expect(looksGenerated(bytes.toString(encoding))).toBe(true);
    }
  }
  // Seldom, neighbours are of one class for long; but nobody could pronounce it.
  expect(looksGenerated("xkqwrtdXKQWRTD0123aeio")).toBe(true);
  expect(looksGenerated("01234567ab89012345678cdef0123456789abc")).toBe(true);
  for (const written of [
    "release-2024-11-23-build7",
    "HelloWorldStrings",
    "TheStrengthsShowcase2024",
    "my-prompts-schedule-2024-v1",
    "CorrectHorseBatteryStaple",
    "my-company-production-server",
    "postgres123",
    "aaaaaaaa1111111122222222",
    "0123456789012345678901234567890",
  ]) {
    expect(looksGenerated(written)).toBe(false);
  }
});

test("of a database's address, the password is a secret, and its host is none", () => {
  const password = random();
  const host = "redis-12345.c1.us-east-1-2.ec2.cloud.example.com:12345";
  expect(valuesOf({ REDIS_URL: `rediss://default:${password}@${host}/0` }, ["REDIS_URL"])).toEqual([
    password,
  ]);
  expect(valuesOf({ REDIS_URL: "redis://10.0.0.1:6379/0" }, ["REDIS_URL"])).toEqual([]);
});
