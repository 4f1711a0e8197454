import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { jobFiles, listFiles, makeFolder, makeJob, writeFiles } from "./support/folder.ts";
import { type Finished, prelo } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { pictureFor } from "./support/replies.ts";

const probe = fileURLToPath(new URL("./support/decoder-probe.cjs", import.meta.url));

/** Runs the program, and tells whether it loaded what decodes and encodes pictures. */
async function runProbed(
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Finished & { readonly decoder: boolean }> {
  const trace = join(makeFolder(), "loaded");
  const options = { NODE_OPTIONS: `--require=${probe}`, DECODER_PROBE: trace };
  const finished = await prelo(folder, args, { ...variables, ...options });
  return { ...finished, decoder: existsSync(trace) };
}

const blocks = [
  {
    id: "film",
    heading: "Film",
    video: "https://example.com/film",
    alt: "A film",
    poster: "film.png",
  },
  { id: "pic", image: "A house", alt: "A house", n: 3, contact_sheet: true },
];
const job = (title: string, images: object = {}): Parameters<typeof makeJob>[0] => ({
  job: { images: { widths: [20, 40], ...images } },
  articles: { a: { title, blocks } },
});

async function makeBuilt(): Promise<string> {
  const provider = await startProvider();
  const folder = makeJob(job("One"));
  writeFileSync(join(folder, "film.png"), await pictureFor("film", 1));
  const first = await runProbed(folder, ["build"], provider.variables);
  expect(first).toMatchObject({ code: 0, decoder: true });
  return folder;
}

/** When each picture was written, by name: a file that is made anew is another file. */
function listVariants(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listFiles(folder, "output/a/img").map((name) => {
      const { ino, mtimeMs } = statSync(join(folder, name));
      return [name, `${ino} ${mtimeMs}`];
    }),
  );
}

function isJpeg(name: string): boolean {
  return name.endsWith(".jpeg");
}

test("what is unchanged costs nothing: neither build nor check loads what decodes", async () => {
  const folder = await makeBuilt();
  const before = listVariants(folder);
  expect(await runProbed(folder, ["build"])).toMatchObject({ code: 0, decoder: false });
  expect(await runProbed(folder, ["check"])).toMatchObject({ code: 0, decoder: false });
  writeFiles(folder, jobFiles(job("Another title")));
  expect(await runProbed(folder, ["build"])).toMatchObject({ code: 0, decoder: false });
  expect(listVariants(folder)).toEqual(before);
});

test("another quality for one format makes just its files anew", async () => {
  const folder = await makeBuilt();
  const before = listVariants(folder);
  writeFiles(folder, jobFiles(job("One", { quality: { jpeg: 55 } })));
  expect(await runProbed(folder, ["build", "--frozen"])).toMatchObject({ code: 0, decoder: true });
  const after = listVariants(folder);
  const names = Object.keys(after);
  expect(names).toHaveLength(Object.keys(before).length);
  // Three pictures, the sheet and the poster, in two widths.
  const anew = names.filter((name) => after[name] !== before[name]);
  expect(anew).toHaveLength(10);
  expect(anew.every(isJpeg)).toBe(true);
  expect(Object.keys(before).filter((name) => isJpeg(name) && name in after)).toEqual([]);
});

test("a variant that is gone is made again, and only it", async () => {
  const folder = await makeBuilt();
  const before = listVariants(folder);
  const lost = Object.keys(before).find((name) => name.includes("/pic-2-")) ?? "";
  rmSync(join(folder, lost));
  const again = await runProbed(folder, ["build", "--frozen"]);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).toMatch(/resized 2 of 3 into 1 /);
  const after = listVariants(folder);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual([lost]);
});
