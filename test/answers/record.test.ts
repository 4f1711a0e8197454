import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { readHeader } from "../../src/answers/header.ts";
import { formatImageRecord, parseImageRecord } from "../../src/answers/record.ts";
import {
  formatRejected,
  parseRejected,
  withoutReasons,
} from "../../src/answers/rejected-record.ts";
import { takeApart } from "../../src/answers/text-layout.ts";
import { formatTextRecord, parseTextRecord, withBody } from "../../src/answers/text-record.ts";
import type { TextAnswer } from "../../src/answers/types.ts";
import { attempt } from "../support/thrown.ts";
import {
  body,
  brokenText,
  makeImageAnswer,
  makeTextAnswer,
  request,
  sha256,
  textAnswer,
  text as anyText,
} from "./samples.ts";

const hash = `sha256:${"0123456789abcdef".repeat(4)}`;

const runs = { numRuns: 300 };

/** An answer with its request looked at, so that it can be compared. */
function open(answer: TextAnswer): unknown {
  const { request: asked, ...rest } = answer;
  return { ...rest, request: asked };
}

/** The front matter without its fences, and where the text begins and ends. */
function split(record: string): { header: string; bodyStart: number; bodyEnd: number } {
  const { header, before, after } = takeApart(record);
  return { header, bodyStart: before.length, bodyEnd: record.length - after.length };
}

describe("a text record", () => {
  test("is front matter that a person can read, then the Markdown", () => {
    const record = formatTextRecord(makeTextAnswer({ body: "# Olá\n\nTexto." }));
    expect(record).toMatch(/^---\nmodel: gpt-5.4-mini\nserved_by: .*\nprovider: openai\n/);
    expect(record).toContain(
      "\nrun: { created: 2026-11-23T10:00:00.000Z, finish: stop, cost_usd: 0.00083, " +
        "input_tokens: 21, output_tokens: 412, request_id: req_0123 }\n",
    );
    expect(record).toMatch(/\nbody: sha256:[0-9a-f]{64}\n---\n# Olá\n\nTexto\.\n\n<!-- request /);
    expect(record).toMatch(
      /\nrequest:\n {2}model: gpt-5.4-mini\n {2}input: Escreva\.\n[^]*\n-->\n$/,
    );
  });

  test("written and read is the same, whatever stands in it", () => {
    fc.assert(
      fc.property(textAnswer, (answer) => {
        expect(open(parseTextRecord(formatTextRecord(answer)))).toEqual({
          kind: "text",
          edited: false,
          ...answer,
        });
      }),
      runs,
    );
  });

  test("a body that UTF-8 cannot hold is read as it was written, and is not edited", () => {
    fc.assert(
      fc.property(brokenText, (broken) => {
        const answer = makeTextAnswer({ body: `a${broken}b` });
        const onDisk = Buffer.from(formatTextRecord(answer)).toString();
        const read = parseTextRecord(onDisk);
        expect(read.edited).toBe(false);
        expect(read.body).toBe(Buffer.from(`a${broken}b`).toString());
      }),
      runs,
    );
  });

  test("a request that UTF-8 cannot hold is the same as well: escaped, not replaced", () => {
    fc.assert(
      fc.property(brokenText, (broken) => {
        const answer = makeTextAnswer({ request: { input: broken } });
        const onDisk = Buffer.from(formatTextRecord(answer)).toString();
        expect(parseTextRecord(onDisk).request).toEqual({ input: broken });
      }),
      runs,
    );
  });

  test("any edit of any byte of the body is seen", () => {
    const edit = fc.record({
      at: fc.nat(),
      how: fc.constantFrom("change", "insert", "delete"),
      byte: fc.nat(255),
    });
    fc.assert(
      fc.property(body, edit, (written, { at, how, byte }) => {
        const whole = Buffer.from(formatTextRecord(makeTextAnswer({ body: written })));
        const { bodyStart } = split(whole.toString());
        const start = Buffer.byteLength(whole.toString().slice(0, bodyStart));
        const place = start + (at % Buffer.byteLength(written));
        const before = whole.subarray(0, place);
        const after = whole.subarray(how === "insert" ? place : place + 1);
        const edited = Buffer.concat([
          before,
          how === "delete" ? Buffer.alloc(0) : Buffer.of(byte),
          after,
        ]);
        fc.pre(!edited.equals(whole));
        const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        const text = attempt(() => decoder.decode(edited)).value;
        // What is no longer UTF-8 the store calls damaged, which is seen as well.
        fc.pre(text !== undefined);
        const { value: read, error } = attempt(() => parseTextRecord(text));
        // Nothing may be left of the text.
        expect(read === undefined ? String(error) : read.edited).toSatisfy(
          (seen) => seen === true || String(seen).includes("empty"),
        );
      }),
      runs,
    );
  });

  test("an edit keeps all that the record tells of the answer as it arrived", () => {
    const answer = makeTextAnswer();
    const edited = formatTextRecord(answer).replace("A resposta.", "Uma resposta melhor.");
    expect(open(parseTextRecord(edited))).toEqual({
      kind: "text",
      ...answer,
      body: "Uma resposta melhor.",
      edited: true,
    });
  });

  test("gets another text as a person would write it there, and all else stays", () => {
    fc.assert(
      fc.property(textAnswer, body, (answer, next) => {
        const record = formatTextRecord(answer);
        const clean = next.replaceAll(/\r\n?/g, "\n").trimEnd();
        fc.pre(clean.trim() !== "");
        const changed = withBody(record, next);
        expect(open(parseTextRecord(changed))).toEqual({
          ...answer,
          kind: "text",
          body: clean,
          edited: clean !== answer.body,
        });
        expect(split(changed).header).toBe(split(record).header);
        // Checked out on Windows, its line ends stay those of Windows.
        const there = withBody(record.replaceAll("\n", "\r\n"), "One.\nTwo.");
        expect(there.replaceAll("\r\n", "").includes("\n")).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test("a body may hold front matter, the request of a record, and a record as a whole", () => {
    const record = formatTextRecord(makeTextAnswer());
    for (const written of ["---\nfingerprint: x\n---\n\n---", takeApart(record).after, record]) {
      const answer = makeTextAnswer({ body: written.trim() });
      const read = parseTextRecord(formatTextRecord(answer));
      expect(open(read)).toEqual({ kind: "text", ...answer, edited: false });
    }
  });

  test("without its request, which a person has removed, all is the text, also what only looks like one", () => {
    const record = formatTextRecord(makeTextAnswer());
    const { before, after } = takeApart(record);
    const other = after.replace(/<!-- request \w+/, "<!-- request 000000000000");
    const read = parseTextRecord(`${before}Another text.\n\n${other}`);
    expect(read).toMatchObject({
      body: `Another text.\n\n${other.trim()}`,
      edited: true,
      request: {},
    });
  });

  test("blank lines at the end of the text are no edit", () => {
    const record = formatTextRecord(makeTextAnswer());
    const { before, text, after } = takeApart(record);
    for (const end of ["", "\n", "\n\n\n"]) {
      expect(parseTextRecord(`${before}${text.trimEnd()}\n${end}${after}`).edited).toBe(false);
    }
  });

  test("asked again with the same text, one line differs", () => {
    const first = formatTextRecord(makeTextAnswer());
    const second = formatTextRecord(
      makeTextAnswer({
        created: "2026-11-28T10:00:00.000Z",
        usage: { input_tokens: 21, output_tokens: 500 },
        cost_usd: 0.001,
        request_id: "req_4567",
      }),
    );
    const lines = second.split("\n");
    const changed = first.split("\n").filter((line, index) => line !== lines[index]);
    expect(changed).toEqual([expect.stringMatching(/^run: /)]);
  });

  test("what versions before 0.2 wrote is read, its request in the front matter", () => {
    const answer = makeTextAnswer();
    const { created, usage, cost_usd, request_id, finish, body: written, ...head } = answer;
    const told = { usage, finish, cost_usd, request_id, created };
    const bodyHash = `sha256:${createHash("sha256").update(`${written}\n`).digest("hex")}`;
    const old = `---\n${stringify({ ...head, ...told, body: bodyHash })}---\n${written}\n`;
    expect(open(parseTextRecord(old))).toEqual({ kind: "text", ...answer, edited: false });
    expect(parseTextRecord(`${old}More.\n`)).toMatchObject({
      body: `${written}\nMore.`,
      edited: true,
    });
  });

  test("checked out with the line ends of Windows, it is the same answer, and nobody has edited it", () => {
    fc.assert(
      fc.property(textAnswer, (answer) => {
        const record = formatTextRecord(answer);
        const read = parseTextRecord(record.replaceAll("\n", "\r\n"));
        const here = parseTextRecord(record);
        // A body that came with such ends of its own cannot be told from one that git changed.
        fc.pre(!here.body.includes("\r"));
        expect(open(read)).toEqual(open(here));
      }),
      runs,
    );
    const edited = `${formatTextRecord(makeTextAnswer())}A correction.\n`;
    expect(parseTextRecord(edited.replaceAll("\n", "\r\n"))).toMatchObject({
      body: "A resposta.\nA correction.",
      edited: true,
    });
  });

  test("cut off anywhere, it is damaged or the same answer, never another one", () => {
    const answer = makeTextAnswer({
      request: { input: "Um texto\nde duas linhas\n---\n", n: 1, extra: { a: [1, "x"] } },
    });
    const record = formatTextRecord(answer);
    const { bodyStart, bodyEnd } = split(record);
    for (let length = 0; length <= bodyStart; length += 1) {
      expect(() => parseTextRecord(record.slice(0, length))).toThrow(Error);
    }
    const { request: _, uses: __, ...told } = answer;
    for (let length = bodyStart + 1; length < record.length - 1; length += 1) {
      const { request: asked, uses, ...read } = parseTextRecord(record.slice(0, length));
      // What was asked is there as a whole, or not at all.
      expect({ asked, uses }).toEqual(
        record[length - 1] === ">" ? { asked: answer.request, uses: answer.uses } : { asked: {} },
      );
      const isWhole = read.body === answer.body;
      expect(read).toEqual({ kind: "text", ...told, body: read.body, edited: !isWhole });
      expect(record.slice(bodyStart).startsWith(read.body)).toBe(true);
      expect(isWhole || length < bodyEnd + "<!-- request 0123456789ab".length).toBe(true);
    }
  });

  test("a line of front matter that is lost is damage, or a field that may be absent", () => {
    const answer = makeTextAnswer();
    const record = formatTextRecord(answer);
    const names = [...split(record).header.matchAll(/([a-z_]+): \w/g)].map(([, name = ""]) => name);
    const without = (name: string): string =>
      record.replace(new RegExp(`^${name}: .*\n|(?<=[{,]) ${name}: [^ ]+,?(?= )`, "m"), "");
    const optional = ["served_by", "cost_usd", "request_id"];
    expect(names).toEqual(expect.arrayContaining([...optional, "created", "finish", "body"]));
    for (const name of optional) {
      expect(parseTextRecord(without(name))).not.toHaveProperty(name);
    }
    for (const name of names.filter(
      (each) => !/^(served_by|cost_usd|request_id|.*_tokens)$/.test(each),
    )) {
      expect(() => parseTextRecord(without(name))).toThrow(name);
    }
  });

  test.each([
    ["an empty file", ""],
    ["no front matter", "Just text.\n"],
    ["front matter that does not end", "---\nfingerprint: x\n"],
    ["bad YAML", "---\nfingerprint: [\n---\ntext\n"],
    ["YAML that is no mapping", "---\n- a\n---\ntext\n"],
    [
      "an alias bomb",
      `---\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]},`.repeat(9)}]`)
        .join("\n")}\n---\nx\n`,
    ],
    ["no text", formatTextRecord(makeTextAnswer()).replace("A resposta.\n", " \n")],
  ])("%s is damaged", (_what, record) => {
    expect(() => parseTextRecord(record)).toThrow(Error);
  });

  test("a request that a person has broken does not take the answer with it", () => {
    const record = formatTextRecord(makeTextAnswer()).replace(
      "input: Escreva.",
      'input: "Escreva.',
    );
    const read = parseTextRecord(record);
    expect(read).toMatchObject({ body: "A resposta.", edited: false });
    expect(read.request).toEqual({});
  });
});

describe("the fast way to read front matter", () => {
  test("reads what is written as the YAML parser does, or leaves it to it", () => {
    fc.assert(
      fc.property(textAnswer, (answer) => {
        const { header } = split(formatTextRecord(answer));
        const fast = readHeader(header);
        if (fast === undefined) {
          return;
        }
        expect(fast).toEqual(parse(header));
      }),
      runs,
    );
  });

  test("is the way that an ordinary record takes", () => {
    const plain = fc.record({
      model: fc.constantFrom("gpt-5.4-mini", "o3-mini", "meta/llama-4:free"),
      request,
      uses: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}[a-z]$/), sha256, {
        noNullPrototype: true,
        minKeys: 1,
      }),
      cost_usd: fc.constantFrom(0, 0.000_83, 1e-7, 2),
      reviewed: fc.constantFrom("Ana Lima, 2026-11-25", `D'Arc, 2026-11-25, ${hash}`),
    });
    fc.assert(
      fc.property(plain, (over) => {
        fc.pre(!Object.keys(over.uses).some((id) => ["true", "false", "null"].includes(id)));
        fc.pre(Object.keys(over.request).length > 0);
        const { header } = split(formatTextRecord(makeTextAnswer(over)));
        expect(readHeader(header)).toBeDefined();
      }),
      runs,
    );
  });

  test.each([
    ["a section that stands twice", "usage:\n  input_tokens: 1\nusage:\n  output_tokens: 2\n"],
    ["a line that stands twice", "model: a\nmodel: b\n"],
    ["a line of a section that stands twice", "usage:\n  input_tokens: 1\n  input_tokens: 2\n"],
    ["a section without a line", "uses:\nmodel: a\n"],
    ["a section that is a value as well", "usage: a\nusage:\n  input_tokens: 1\n"],
    ["a key that is no name to YAML", `uses:\n  null: sha256:${"0".repeat(64)}\n`],
    ["a cost that is no number", "cost_usd: true\n"],
    ["a comment", "model: a # b\n"],
  ])("%s is left to the YAML parser", (_what, header) => {
    expect(readHeader(header)).toBeUndefined();
  });

  test("never differs from the YAML parser, even on front matter that a person has mangled", () => {
    const lines = split(formatTextRecord(makeTextAnswer())).header.trimEnd().split("\n");
    const line = fc.oneof(
      fc.constantFrom(...lines),
      fc.constantFrom(
        "usage:",
        "run: { created: 2026-11-23, cost_usd: 1 }",
        "run: { finish: true }",
        "run: { finish: a, finish: b }",
        "run: {}",
        "reviewed: Ana Lima, 2026-11-25",
        "reviewed: Ana: b, 2026-11-25",
        "reviewed: Ana #, 2026-11-25",
        "uses:",
        "request:",
        "  input_tokens: 1",
        `  null: sha256:${"0".repeat(64)}`,
        "cost_usd: true",
        "cost_usd: 1.2.3",
        "cost_usd: 017",
        "cost_usd: 0o17",
        "finish: 2026-11-23",
        "x: a: b",
        "",
        "# c",
        "  ",
        "model:",
        "a: b #c",
        "model: 1_000",
        "model: NaN",
        "model: a ",
        "served_by: c:d",
      ),
      anyText.map((value) => `model: ${value.split("\n")[0]}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (mangled) => {
        const header = `${mangled.join("\n")}\n`;
        const fast = readHeader(header);
        if (fast === undefined) {
          return;
        }
        const slow = (parse(header, { logLevel: "silent" }) ?? {}) as Record<string, unknown>;
        delete slow["request"];
        expect(fast).toEqual(slow);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an image record", () => {
  const image = {
    file: "casa-1.png",
    sha256: `sha256:${"a".repeat(64)}`,
    width: 1024,
    height: 768,
    format: "png",
    bytes: 4711,
  };

  test("written and read is the same, whatever stands in it", () => {
    const images = fc.array(
      fc.record(
        {
          file: fc.constant("casa-1.png"),
          sha256,
          width: fc.nat(),
          height: fc.nat(),
          format: anyText,
          bytes: fc.nat(),
          alpha: fc.boolean(),
          revised_prompt: anyText,
        },
        { requiredKeys: ["file", "sha256", "width", "height", "format", "bytes"] },
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(request, images, (asked, shown) => {
        const answer = makeImageAnswer({ request: asked, images: shown });
        expect(parseImageRecord(formatImageRecord(answer))).toEqual({ kind: "image", ...answer });
      }),
      runs,
    );
  });

  test.each(["../secret.png", "a/b.png", "a\\b.png", "..", ".", ".prelo-lock", ""])(
    "an original named %j would be elsewhere: damaged",
    (file) => {
      const record = formatImageRecord(makeImageAnswer({ images: [{ ...image, file }] }));
      expect(() => parseImageRecord(record)).toThrow("images.0.file");
    },
  );

  test("cut off anywhere, it is damaged or holds fewer pictures, never other ones", () => {
    const images = [image, { ...image, file: "casa-2.png", bytes: 12 }];
    const answer = makeImageAnswer({ images });
    const record = formatImageRecord(answer);
    const lengths = Array.from({ length: record.length - 1 }, (_, length) => length);
    const readable = lengths.flatMap(
      (length) => attempt(() => parseImageRecord(record.slice(0, length))).value ?? [],
    );
    expect(readable.length).toBeLessThan(record.length / 2);
    for (const read of readable) {
      expect(read).toEqual({ kind: "image", ...answer, images: read.images });
      // A number that is cut is another number: the size then shows that the original is not meant.
      for (const [index, { file, sha256: digest, bytes }] of read.images.entries()) {
        expect({
          file,
          sha256: digest,
          bytes: String(images[index]?.bytes).startsWith(`${bytes}`),
        }).toEqual({
          file: images[index]?.file,
          sha256: images[index]?.sha256,
          bytes: true,
        });
      }
    }
  });
});

describe("the file of a rejected attempt", () => {
  test("says why on top, and is the record below", () => {
    const answer = makeTextAnswer();
    const reasons = ["words: 7 words, at least 8 asked for", "json: no JSON"];
    const file = formatRejected(answer, { reasons, attempts: 2 });
    expect(parseRejected(file)).toMatchObject({ reasons, attempts: 2, answer: { edited: false } });
    const { header } = split(file);
    expect(Object.entries(parse(header) as object)[0]).toEqual([
      "rejected",
      ["words: 7 words, at least 8 asked for", "json: no JSON"],
    ]);
    const read = parseTextRecord(file);
    expect(read).toMatchObject({
      body: answer.body,
      edited: false,
      fingerprint: answer.fingerprint,
    });
  });

  test("is the record again, byte for byte, without the reasons, whatever those are", () => {
    fc.assert(
      fc.property(textAnswer, fc.array(anyText, { minLength: 1 }), (answer, reasons) => {
        const record = formatTextRecord(answer);
        const file = formatRejected(answer, { reasons, attempts: 3 });
        expect(withoutReasons(file)).toBe(record);
        expect(withoutReasons(record)).toBe(record);
      }),
      runs,
    );
  });
});

test("what is odd in a record is never printed by the YAML package", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const emit = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const record = formatTextRecord(makeTextAnswer()).replace(
    /^provider: .*$/m,
    "provider: !odd secret",
  );
  expect(parseTextRecord(record).provider).toBe("secret");
  expect([...warn.mock.calls, ...emit.mock.calls]).toEqual([]);
  vi.restoreAllMocks();
});
