/** How a token begins, and what follows; both parts of a regular expression. */
type Token = readonly [prefix: string, rest: string];

/**
 * The tokens that can be told by how they begin, or by their form alone, as their vendors write them. Numbers
 * of accounts are none of them, nor are names in a program, which may begin alike: `secret_rotation_schedule`.
 */
const tokens: readonly Token[] = [
  // Models
  ["gsk_|hf_|r8_|fw_", "[A-Za-z0-9]{20}"],
  ["xai-|pplx-|tvly-|pcsk_", "[A-Za-z0-9]{20}"],
  ["nvapi-|tgp_v1_", "[\\w-]{40}"],
  ["csk-", "[a-z0-9]{40}"],
  ["jina_", "[a-f0-9]{32}"],
  ["lsv2_(?:pt|sk)_", "[a-f0-9]{32}"],
  ["fc-|e2b_", "[a-f0-9]{32}"],
  ["sk_", "[a-f0-9]{48}"],
  ["ABSK", "[A-Za-z0-9+/]{100}"],
  // Code, packages, hosting
  ["gh[pousr]_|github_pat_", "\\w{20}"],
  ["gl(?:pat|dt|rt|ptt|cbt|ft|soat|agent)-", "[\\w-]{20}"],
  ["npm_", "[A-Za-z0-9]{30}"],
  ["pypi-AgE", "[\\w-]{40}"],
  ["rubygems_", "[a-f0-9]{40}"],
  ["cio|oy2", "[A-Za-z0-9]{32,43}(?!\\w)"],
  ["dckr_(?:pat|oat)_", "[\\w-]{20}"],
  ["do[opr]_v1_", "[a-f0-9]{60}"],
  ["HRKU-", "[\\w-]{36}"],
  ["nfp_|rnd_", "[A-Za-z0-9]{30}"],
  ["sbp_|pul-", "[a-f0-9]{40}"],
  ["sb_secret_", "[\\w-]{22}_[\\w-]{8}(?![\\w-])"],
  ["pscale_(?:tkn|pw|oauth)_", "[\\w-]{30}"],
  ["dp\\.(?:pt|st|ct|sa)\\.", "[\\w.-]{40}"],
  ["[A-Za-z0-9]{14}\\.atlasv1\\.", "[\\w-]{60}"],
  ["hv[bsr]\\.", "[\\w-]{24}"],
  ["dapi", "[a-f0-9]{32}"],
  ["ATATT3|ATBB|ATCTT3", "[\\w=-]{28}"],
  // Clouds
  ["ya29\\.|GOCSPX-", "[\\w-]{20}"],
  ["1//0", "[\\w-]{40}"],
  ["[\\w~.]{3}\\dQ~", "[\\w~.-]{31}"],
  // Mail, telephone, chat
  ["SG\\.[\\w-]{20,24}\\.", "[\\w-]{40}"],
  ["key-", "[a-f0-9]{32}(?!\\w)"],
  ["[a-f0-9]{32}-[a-f0-9]{8}-", "[a-f0-9]{8}(?![\\w-])"],
  ["[a-f0-9]{32}-us", "\\d{1,2}(?![\\w-])"],
  ["xkeysib-", "[a-f0-9]{60}"],
  ["re_[A-Za-z0-9]{8}_", "[A-Za-z0-9]{20}"],
  ["SK", "[a-f0-9]{32}(?!\\w)"],
  ["xox[abeoprs]-", "[A-Za-z0-9-]{10}"],
  ["xapp-\\d-", "[A-Z0-9]{8,14}-\\d{8,16}-"],
  ["(?:bot)?\\d{8,10}:AA", "[\\w-]{32}"],
  ["[MNO][A-Za-z0-9]{23,27}\\.[\\w-]{6}\\.", "[\\w-]{27}"],
  // Money, shops
  ["[sr]k_(?:live|test)_", "[A-Za-z0-9]{20}"],
  ["whsec_", "[A-Za-z0-9+/]{24}"],
  ["shp(?:at|ca|pa|ss)_", "[a-fA-F0-9]{32}"],
  ["sq0(?:atp|csp)-|EAAA", "[\\w-]{22,60}(?![\\w+/])"],
  // Writing, watching, work
  ["[a-f0-9]{24}:", "[a-f0-9]{64}(?!\\w)"],
  ["ntn_|secret_|lin_api_", "[A-Za-z0-9]{30}"],
  ["figd_", "[\\w-]{38}"],
  ["pat[A-Za-z0-9]{14}\\.", "[a-f0-9]{60}"],
  ["pat-(?:na|eu)\\d-", "[a-f0-9-]{36}"],
  ["CFPAT-", "[\\w-]{40}"],
  ["glsa_", "[A-Za-z0-9]{20}"],
  ["glc_", "[A-Za-z0-9+/]{30}"],
  ["sntr(?:ys|yu)_", "[\\w+/]{40}"],
  ["NRAK-", "[A-Z0-9]{27}"],
  ["dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.", "[A-Z0-9]{60}"],
  ["PMAK-[a-f0-9]{24}-", "[a-f0-9]{34}"],
  ["ph[xs]_", "[A-Za-z0-9]{40}"],
  ["AGE-SECRET-KEY-1", "[0-9A-Z]{58}"],
];

/** What stands for a token in a text about tokens: `xxxxxx`, `00000000`, `your…`. */
const placeholder = String.raw`(?![\w-]{0,24}(?:[xX]{5}|0{8}|1234567890abcdef|[Yy]our|YOUR|[Ee]xample|EXAMPLE))`;

/** A token has a digit, or letters of both kinds. */
const random = String.raw`(?=[\w.+/:-]{0,70}(?:\d|[a-z][A-Z]|[A-Z][a-z]))`;

/** A token that its own form tells. */
export const vendorToken = new RegExp(
  String.raw`(?<![A-Za-z0-9])(?:${tokens
    .map(([prefix, rest]) => `(?:${prefix})${placeholder}${random}${rest}`)
    .join("|")})[\w-]*`,
  "g",
);

const owner = inAnyCase(["api", "auth", "access", "secret", "client", "account", "bot"]);
const kind = inAnyCase(["key", "token", "secret"]);

function inAnyCase(words: readonly string[]): string {
  const all = words.flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]);
  return `(?:${all.join("|")})`;
}

/** `api_key: "`, `AUTH_TOKEN=`, `clientSecret =>`: what stands before a token that has no form of its own. */
const naming = String.raw`${owner}[_-]?${kind}["'\x60]?\s{0,3}(?:=|:|=>|:=)\s{0,3}["'\x60]?`;

const hex = "[a-f0-9]";

/** A token that has no form of its own, with a name before it that says what it is. */
export const namedToken = new RegExp(
  String.raw`(?<=${naming})${placeholder}(?=(?:[A-Za-z-]{0,60}\d){2})(?=[\d_-]{0,60}[A-Za-z](?:[\d_-]{0,40}[A-Za-z]){3})` +
    String.raw`(?:${hex}{8}-(?:${hex}{4}-){3}${hex}{12}|[A-Za-z0-9]{32,128})(?![\w./-])`,
  "g",
);
