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
export function namesSecret(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (name === "PWD" || name === "OLDPWD" || describingWords.has(last)) return false;
  if (words.some((word) => publicWords.has(word))) return false;
  return words.some((word) => wholeWords.has(word) || secretWord.test(word));
}
