import { looksLikeSecret } from "./shapes.ts";

/** A word of a variable's name that says that its value is a secret, alone or at the word's end. */
const secretWord =
  /(?:key|token|secret|password|passwd|passphrase|passwort|senha|contrasena|credential|bearer|webhook)s?$/i;
/** Words too short to be looked for at the end of another: `COMPASS` is no password. */
const wholeWords = new Set(
  "auth authorization pass pwd private pat jwt sas cookie signature dsn salt".split(" "),
);
/** A last word that says that the value is about a secret, not one. */
const describingWords = new Set(
  "sock socket file path dir folder home pid user username id name alg algorithm type mode host port region profile ttl expiry expires timeout length size count limit enabled disabled required version prefix header env agent program command".split(
    " ",
  ),
);
/** A key that is meant for everyone. */
const publicWords = new Set(["public", "publishable", "pub"]);

/** `npmAuthToken` and `NPM_AUTH-TOKEN` alike: npm, auth, token. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}

/**
 * True for a variable whose name says that it holds a secret: `DEPLOY_TOKEN`, `DB_PASSWORD_PROD`,
 * `npm_config__authToken`. `SSH_AUTH_SOCK`, `KEYBOARD` and `STRIPE_PUBLIC_KEY` hold none.
 */
export function isSecretVariable(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (name === "PWD" || name === "OLDPWD" || describingWords.has(last)) {
    return false;
  }
  if (words.some((word) => publicWords.has(word))) {
    return false;
  }
  return words.some((word) => wholeWords.has(word) || secretWord.test(word));
}

/** Endings of a file's keys that hold a secret; `max_output_tokens` and `sort_key` hold none. */
const secretName =
  /(?:apikey|accesskey|secretkey|privatekey|subscriptionkey|(?:access|auth|bearer|api|refresh|session)token|secret|password|passwd|passphrase|authorization|cookie|credentials?)$/;

/** True for a key of a file that certainly names a secret, whatever it holds: `api_key`, `apiKey`, `token`, `X-Api-Key`, `password`, … */
export function isSecretName(name: string): boolean {
  const plain = name.replaceAll(/[^A-Za-z]/g, "").toLowerCase();
  return plain === "token" || plain === "bearer" || secretName.test(plain);
}

/** True for a parameter of an address that holds a secret: `?key=`, `&sig=`, `#access_token=`. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || /^(?:key|sig|signature|code|auth|pass|pwd)$/i.test(name);
}

/**
 * True for what can be the name of an environment variable, and is not the secret itself: a long
 * run of letters and digits without an underscore is taken for one.
 */
export function isVariableName(name: string): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name) || looksLikeSecret(name)) {
    return false;
  }
  return name.length < 20 || name.includes("_") || !/\d/.test(name);
}
