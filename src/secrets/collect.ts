import { isWordlike, looksGenerated } from "./randomness.ts";
import { isSecretVariable } from "./secret-names.ts";

/** A value that must not be published, and a name to report it by. */
export interface Secret {
  /** The name of the variable that holds it. */
  readonly name: string;
  readonly value: string;
  /** True for a provider's key: no job may allow its publication. */
  readonly isKey: boolean;
}

/** A shorter value may be an ordinary word. */
const shortestSecret = 8;

/** The environment's variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The secrets that a run can know: the providers' keys, the values of variables named like
 * secrets, and the credentials within any variable's address or connection string.
 * @param keyNames the variables that hold the providers' keys
 */
export function collectSecrets(
  variables: Variables,
  keyNames: ReadonlySet<string>,
): readonly Secret[] {
  const found = new Map<string, Secret>();
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) {
      continue;
    }
    const isKey = keyNames.has(name);
    for (const part of partsOf(name, value.trim(), isKey)) {
      // Of a value under two names, the provider's comes first: it may never be allowed.
      if (isKey || !found.has(part)) {
        found.set(part, { name, value: part, isKey });
      }
    }
  }
  return [...found.values()];
}

function partsOf(name: string, value: string, isKey: boolean): readonly string[] {
  if (value.length < shortestSecret || value.length > 100_000) {
    return [];
  }
  const parts = isKey || isSecretVariable(name) ? valuesIn(value) : [];
  return [...parts, ...credentialsIn(value)].filter(
    (part) => part.length >= shortestSecret && !isWordlike(part),
  );
}

/** The secret parts of a secret variable: not a path, an address, or the syntax around them. */
function valuesIn(value: string): readonly string[] {
  if (/^[{[]/.test(value)) {
    return secretsInJson(value);
  }
  if (value.startsWith("-----BEGIN ")) {
    return [withoutArmour(value)];
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(value)) {
    return secretsInUrl(value);
  }
  if (isPath(value)) {
    return [];
  }
  // `Bearer abc`, and several keys in one variable.
  const bare = value.replace(/^(?:Bearer|Basic|token)\s+/i, "");
  const items = bare.split(/[,;\s]+/);
  return items.length > 1 && items.every(looksGenerated) ? items : [bare];
}

const rootFolders =
  /^(?:~|[A-Za-z]:|\/(?:home|Users|tmp|var|run|usr|etc|opt|mnt|private|root))[/\\]/;

function isPath(value: string): boolean {
  if (rootFolders.test(value)) {
    return true;
  }
  return /^\.{0,2}(?:[/\\][\w.@ -]*)+$/.test(value) && !looksGenerated(value);
}

/** The leaves of a JSON value (a cloud's service account, for one) that are secrets themselves. */
function secretsInJson(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (key: string, value: unknown): unknown => {
    if (typeof value !== "string") {
      return value;
    }
    if (value.startsWith("-----BEGIN ")) {
      found.push(withoutArmour(value));
    } else if (isSecretVariable(key) || (looksGenerated(value) && !/^https?:/.test(value))) {
      found.push(value);
    }
    return value;
  };
  try {
    JSON.parse(text, visit);
  } catch {
    return [text]; // It only looks like JSON.
  }
  return found;
}

/** The lines between BEGIN and END; the first says only what kind of key it is. */
function withoutArmour(pem: string): string {
  const lines = pem.split(/(?:\s|\\n)+/).filter((line) => /^[A-Za-z\d+/=]{20,}$/.test(line));
  return lines.slice(lines.length > 2 ? 1 : 0).join("");
}

/** The pieces of a secret address, such as a webhook's, that cannot be guessed; not a database's host. */
function secretsInUrl(value: string): readonly string[] {
  const withoutHost = value.replace(/^rediss?:\/\/[^/?#]*/i, "");
  return withoutHost.split(/[/?&=#]/).filter(looksGenerated);
}

const userInfo = /:\/\/([^\s/:@]{0,200})(?::([^\s/@]{1,400}))?@/g;
const assignment = /(?:^|[?&;\s])([\w.-]{2,60})=([^&;\s]{8,2000})/g;

/** Passwords in addresses, and secrets in queries and connection strings. */
function credentialsIn(value: string): readonly string[] {
  const inUrls = [...value.matchAll(userInfo)].flatMap(([, user = "", password]) =>
    password === undefined ? [user].filter(looksGenerated) : [password, decode(password)],
  );
  const assigned = [...value.matchAll(assignment)].flatMap(([, name = "", text = ""]) =>
    isSecretVariable(name) || /^(?:sig|pwd|x-amz-\w+)$/i.test(name) ? [text, decode(text)] : [],
  );
  return [...inUrls, ...assigned];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
