import * as fc from "fast-check";

const base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".split("");
/** Random letters and digits of one length, as keys are made of; never without a digit. */
export function randomPart(length: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: fc.constantFrom(...base62), minLength: length, maxLength: length })
    .filter((part) => /\d/.test(part.slice(0, 6)));
}

/** What looks like a key of some service. */
export const shapedSecret = fc.oneof(
  randomPart(40).map((part) => `sk-${part}`),
  randomPart(12).map((part) => `sk-test-${part}`),
  randomPart(60).map((part) => `sk-proj-${part}`),
  randomPart(36).map((part) => `ghp_${part}`),
  randomPart(34).map((part) => `hf_${part}`),
  randomPart(30).map((part) => `Bearer ${part}`),
  ...[
    "sk_live_",
    "SG.aB3defghijklmnopqrstu1.",
    "pypi-AgEIcHlwaS5vcmc",
    "tvly-",
    "123456789:AA",
  ].map((prefix) => randomPart(44).map((part) => prefix + part)),
  randomPart(24).map((part) => `https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/${part}`),
  randomPart(40).map((part) => `aws_secret_access_key = ${part}`),
  randomPart(20).map((part) => `postgres://user:${part}aB1@example.org/x`),
);

/** In letters and digits, small hexadecimal digits, or capitals and digits: `{62 20}`, `{hex 32}`, `{36 24}`. */
const forms = [
  "SK{hex 32}",
  "TWILIO_AUTH_TOKEN={hex 32}",
  "key-{hex 32}",
  "{hex 32}-{hex 8}-{hex 8}",
  "{hex 32}-us14",
  "https://api.telegram.org/bot123456789:AA{62 33}/sendMessage",
  "MT{62 24}.{62 6}.{62 38}",
  "https://discord.com/api/webhooks/123456789012345678/{62 68}",
  "https://hooks.slack.com/workflows/T0{36 8}/A0{36 8}/123456789012345678/{62 24}",
  "xapp-1-A0{36 8}-1234567890123-{hex 64}",
  "npm_{62 36}",
  "github_pat_{62 22}_{62 59}",
  "glrt-{62 20}",
  "dop_v1_{hex 64}",
  "shpat_{hex 32}",
  "sq0csp-{62 43}",
  "EAAA{62 60}",
  "HRKU-AA{62 58}",
  "HEROKU_API_KEY={hex 8}-{hex 4}-{hex 4}-{hex 4}-{hex 12}",
  "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey={62 43}=",
  "AccountName=a;AccountKey={62 86}==",
  "{62 3}8Q~{62 34}",
  "GOCSPX-{62 28}",
  "{hex 24}:{hex 64}",
  "pat{62 14}.{hex 64}",
  "re_{62 8}_{62 24}",
  "xkeysib-{hex 64}-{62 16}",
  "NRAK-{36 27}",
  "hvs.{62 90}",
  "lsv2_pt_{hex 32}_{hex 10}",
  '"apiKey": "{hex 32}"',
];

const digits = {
  "62": base62,
  "36": base62.slice(0, 26).concat(base62.slice(52)),
  hex: "0123456789abcdef".split(""),
};

/** One of the tokens of each of many vendors, made up. */
export const vendorTokens = fc.infiniteStream(fc.nat({ max: 61 })).map((numbers) =>
  forms.map((form) =>
    form.replaceAll(/\{(62|36|hex) (\d+)\}/g, (_, set: keyof typeof digits, length: string) =>
      Array.from({ length: Number(length) }, () => {
        const number = numbers.next().value ?? 0;
        return digits[set][number % digits[set].length];
      }).join(""),
    ),
  ),
);
