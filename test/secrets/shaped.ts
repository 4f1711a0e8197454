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
