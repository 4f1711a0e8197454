import { randomBytes } from "node:crypto";
import { collectSecrets } from "../../src/secrets/collect.ts";
import { createFinder, type SecretFinder } from "../../src/secrets/find.ts";
import { makeKey } from "../support/keys.ts";

/** The environment of a machine in use: keys of many kinds, and much that only sounds like one. */
export function makeVariables(): Record<string, string> {
  return {
    MY_LLM: makeKey(),
    DEPLOY_TOKEN: randomBytes(24).toString("base64url"),
    AWS_SECRET_ACCESS_KEY: randomBytes(30).toString("base64"),
    SESSION_SECRET: randomBytes(32).toString("hex"),
    DB_PASSWORD: `p@ss/${randomBytes(6).toString("base64url")}+é?`,
    DATABASE_URL: `postgres://app:${randomBytes(12).toString("base64url")}@db.internal:5432/shop`,
    VAULT_PASSPHRASE: "correct horse battery staple",
    HOME: "/home/ana",
    SSH_AUTH_SOCK: "/tmp/ssh-XXXXabcd12/agent.1234",
    GOOGLE_APPLICATION_CREDENTIALS: "/home/ana/keys/account.json",
    KEYBOARD: "us-intl-with-dead-keys",
    MAX_TOKENS: "4096",
    TOKENIZERS_PARALLELISM: "false",
    API_TOKEN: "example",
    LOCAL_API_KEY: "sk-no-key-required",
    ADMIN_PASSWORD: "postgres",
    EDITOR: "vim",
    LANG: "en_US.UTF-8",
  };
}

/** Finds the secrets of an environment; `MY_LLM` holds the provider's key. */
export function finderOf(variables: Record<string, string>): SecretFinder {
  return createFinder(collectSecrets(variables, new Set(["MY_LLM"])));
}
