import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";

/** Marks what is being written, and the lock: nothing of it may stay. */
const temporary = ".prelo";

/** All files below a folder, by name; a missing folder has none. */
export function readTree(folder) {
  let names;
  try {
    names = readdirSync(folder, { recursive: true });
  } catch (error) {
    if (error.code === "ENOENT") {
      return new Map();
    }
    throw error;
  }
  const files = names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}

export function isTemporary(name) {
  return basename(name).includes(temporary);
}

/** A record without what tells the time. */
function timeless(bytes) {
  return bytes.toString("latin1").replace(/^run: \{ created: [^,]+/m, "run: { created");
}

/**
 * What is recorded: for each prompt, how many answers (a text is one). Every file must be whole.
 * @throws AssertionError naming the file that is not
 */
export function readRecords(folder) {
  const recorded = new Map();
  const texts = new Map();
  const files = readTree(join(folder, "answers"));
  for (const [name, bytes] of files) {
    if (isTemporary(name)) {
      continue;
    }
    assert.ok(!name.endsWith(".damaged"), `${name}: a record was torn`);
    if (name.endsWith(".md")) {
      const [, header, text, behind] =
        /^---\n([^]*?\n)---\n([^]*)\n<!-- request \w+\n([^]*)-->\n$/.exec(bytes.toString("utf8")) ??
        [];
      assert.ok(behind !== undefined, `${name} is not whole`);
      assert.equal(
        parse(header).body,
        hash(`${text.trimEnd()}\n`),
        `${name}: the text is not the one that came`,
      );
      texts.set(name, { text: text.trimEnd(), input: parse(behind).request.input });
    }
    if (name.endsWith(".yaml")) {
      const { request, images } = parse(bytes.toString("utf8"));
      for (const { file, sha256 } of images) {
        const original = files.get(join(dirname(name), file));
        assert.ok(original !== undefined, `${name} names ${file}, which is not there`);
        assert.equal(sha256, hash(original), `${file} is not the picture that came`);
      }
      recorded.set(request.prompt, images.length);
    }
  }
  for (const [name, { input }] of texts) {
    // A record names the answers that its prompt quotes.
    const prompt = input.replaceAll(
      /\{\{ answers\.(\w+) \}\}/g,
      (_, id) => texts.get(join(dirname(name), `${id}.md`))?.text,
    );
    recorded.set(prompt, 1);
  }
  return recorded;
}

/** Whatever stands under its final name must be what an undisturbed run writes there. */
export function assertNothingTorn(folder, reference) {
  const whole = readTree(join(reference, "output"));
  for (const [name, bytes] of readTree(join(folder, "output"))) {
    if (isTemporary(name)) {
      continue;
    }
    assert.ok(whole.get(name)?.equals(bytes), `output/${name} is not whole`);
  }
}

/** After the last run, everything is as if nothing had happened. */
export function assertSame(folder, reference) {
  for (const below of ["output", "answers"]) {
    const actual = readTree(join(folder, below));
    const expected = readTree(join(reference, below));
    assert.deepEqual([...actual.keys()], [...expected.keys()], `the files of ${below}/`);
    for (const [name, bytes] of actual) {
      const shown = below === "answers" ? timeless : (file) => file.toString("latin1");
      const same = shown(bytes) === shown(expected.get(name));
      assert.ok(same, `${below}/${name} differs from that of an undisturbed run`);
    }
  }
}

function hash(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
