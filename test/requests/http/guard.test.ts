import { lookup } from "node:dns";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PreloError } from "../../../src/errors.ts";
import {
  assertFetchable,
  isPublicAddress,
  publicOnlyLookup,
} from "../../../src/requests/http/guard.ts";
import { thrownBy } from "../../support/thrown.ts";

describe("which addresses are public", () => {
  test.each([
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "172.15.255.255",
    "100.63.255.255",
    "100.128.0.1",
    "192.167.255.255",
    "198.20.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "::ffff:808:808",
    "64:ff9b::8.8.8.8",
    "64:ff9b::808:808",
  ])("%s is", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
    "1.2.3",
    "not an address",
  ])("%j is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test("an IPv4 address is as public as each IPv6 way to write it", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        const expected = isPublicAddress(address);
        expect(isPublicAddress(`::ffff:${address}`)).toBe(expected);
        expect(isPublicAddress(`::ffff:${hex}`)).toBe(expected);
        expect(isPublicAddress(`64:ff9b::${hex}`)).toBe(expected);
      }),
    );
  });
});

describe("which links may be fetched", () => {
  const own = "http://127.0.0.1:8080";
  const refused = (link: string): PreloError =>
    thrownBy(PreloError, () => assertFetchable(new URL(link), own));

  test.each(["https://example.com/a.png", "https://8.8.8.8/a.png", "https://[2606:4700::1111]/"])(
    "%s is let through",
    (link) => {
      expect(() => assertFetchable(new URL(link), own)).not.toThrow();
      expect(() => assertFetchable(new URL(link), undefined)).not.toThrow();
    },
  );

  test("the provider's own origin is exempt, and only that", () => {
    expect(() => assertFetchable(new URL(`${own}/files/a.png?sig=1`), own)).not.toThrow();
    expect(() => assertFetchable(new URL(`${own}/files/a.png`), undefined)).toThrow(PreloError);
    for (const other of [
      "http://127.0.0.1:8081/",
      "https://127.0.0.1:8080/",
      "http://localhost:8080/",
      "http://127.0.0.2:8080/",
    ]) {
      expect([other, refused(other).code]).toEqual([other, "DOWNLOAD_BLOCKED"]);
    }
  });

  test.each([
    "http://example.com/a.png",
    "ftp://example.com/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "blob:https://example.com/1",
    "javascript:alert(1)",
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://a.localhost/",
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://0x7f.0.0.1/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://10.0.0.1/",
    "https://192.168.0.1/",
  ])("%s is refused", (link) => {
    expect(refused(link).code).toBe("DOWNLOAD_BLOCKED");
  });

  test("the query of a refused link is not shown", () => {
    const { message, hint } = refused("https://10.0.0.1/a.png?sig=verysecret#alsosecret");
    expect(`${message} ${hint}`).not.toMatch(/secret/);
    expect(message).toContain("10.0.0.1");
  });
});

describe("names are checked again after they are resolved", () => {
  test("a name that leads to loopback is refused, however the lookup is asked", async () => {
    const resolve = promisify(publicOnlyLookup);
    for (const options of [{}, { all: true }, { family: 4 }]) {
      await expect(resolve("localhost", options)).rejects.toMatchObject({
        code: "DOWNLOAD_BLOCKED",
      });
    }
    // The very name resolves where nothing is checked: it is the guard that refuses it.
    await expect(promisify(lookup)("localhost")).resolves.toBeDefined();
  });

  test("a public address goes through, in the form that was asked for", async () => {
    const all = await new Promise((done) => {
      publicOnlyLookup("8.8.8.8", { all: true }, (_error, addresses) => done(addresses));
    });
    expect(all).toEqual([{ address: "8.8.8.8", family: 4 }]);
    const one = await new Promise((done) => {
      publicOnlyLookup("8.8.8.8", {}, (...given) => done(given));
    });
    expect(one).toEqual([null, "8.8.8.8", 4]);
  });
});
