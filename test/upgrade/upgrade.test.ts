import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import {
  hashTree,
  listFiles,
  makeFolder,
  readText,
  writeFiles,
} from "../scenarios/support/folder.ts";
import { prelo } from "../scenarios/support/resident.ts";
import { type Provider, startProvider } from "../scenarios/support/provider.ts";
import { errorReply } from "../scenarios/support/replies.ts";

const written = fileURLToPath(new URL("v0.1", import.meta.url));

/** Where an answer goes whose block or article was renamed since. */
const moves: Readonly<Record<string, string>> = {
  "answers/bread/crust": "answers/bread/the-crust",
  "answers/bread/mill": "answers/bread/water-mill",
  "answers/pao/foto": "answers/pao-de-queijo/cesto",
  "answers/pao/origem": "answers/pao-de-queijo/origem",
};

let folder: string;
let provider: Provider;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  // Refuses, so that a request cannot go unnoticed.
  provider = await startProvider(() => errorReply(400, "unexpected", "Nothing is to be asked."));
  variables = { ...provider.variables, LOCAL_API_KEY: provider.key };
  folder = makeFolder();
  cpSync(written, folder, { recursive: true });
  const job = readText(folder, "pipeline.yaml");
  writeFiles(folder, {
    "pipeline.yaml": job.replace("http://127.0.0.1:9/v1", `${provider.origin}/v1`),
  });
});

test("plan says that every answer of version 0.1 is fresh or edited", async () => {
  const plan = await prelo(folder, ["plan", "--json", "--all"], variables);
  expect(plan.code).toBe(0);
  const { articles, total } = JSON.parse(plan.stdout) as {
    articles: { blocks: { id: string; status: string; ask: boolean }[] }[];
    total: { requests: number };
  };
  const blocks = articles.flatMap((article) => article.blocks);
  expect(total.requests).toBe(0);
  expect(blocks.filter(({ ask }) => ask)).toEqual([]);
  const edited = blocks.filter(({ status }) => status === "edited").map(({ id }) => id);
  expect(edited.toSorted()).toEqual(["crumb", "oven", "slices-alt-2", "starter"]);
  const others = blocks.filter(({ id }) => !edited.includes(id));
  expect(others.map(({ status }) => status)).toEqual(others.map(() => "fresh"));
});

test("a build sends nothing, keeps every answer, and publishes it all", async () => {
  const before = hashTree(folder, "answers");
  const build = await prelo(folder, ["build"], variables);
  expect(build).toMatchObject({ code: 0 });
  expect(provider.calls).toEqual([]);

  // Pictures, and the texts of records, are where their blocks look for them, byte for byte.
  const pictures = Object.entries(before).filter(([name]) => !/\.(?:md|yaml)$/.test(name));
  expect(pictures).toHaveLength(13);
  expect(hashTree(folder, "answers")).toMatchObject(
    Object.fromEntries(pictures.map(([name, hash]) => [moved(name), hash])),
  );
  const kept = listFiles(folder, "answers");
  expect(kept).toEqual(
    Object.keys(before)
      .map((name) => moved(name).replace(".rejected", ""))
      .toSorted(),
  );
  const recorded = listFiles(written, "answers").filter((name) => name.endsWith(".md"));
  const texts = recorded.map((name) => [name, textOf(readText(written, name))]);
  expect(
    recorded.map((name) => [name, textOf(readText(folder, moved(name).replace(".rejected", "")))]),
  ).toEqual(texts);

  const page = readText(folder, "output/bread/article.md");
  for (const text of [
    "Dough rests so that the flour takes up the water",
    "dry and hot",
    "A person added this sentence.",
    "A loaf loses a tenth of its weight",
    "White bread flour with about twelve percent",
    "keep it in the fridge",
    "240 °C, or as hot as it gets",
    "Bread takes little",
    "beside a knife",
    "The river below the mill",
  ]) {
    expect(page).toContain(text);
  }
  const files = listFiles(folder, "output").join("\n");
  for (const picture of ["loaf-4", "slices-2", "water-mill-3", "film-1", "own-poster", "cesto-2"]) {
    expect(files).toContain(`img/${picture}`);
  }
});

test("after it check finds nothing, and a frozen build needs nothing", async () => {
  expect(await prelo(folder, ["check"], variables)).toMatchObject({ code: 0 });
  expect(await prelo(folder, ["build", "--frozen"])).toMatchObject({ code: 0 });
  expect(provider.calls).toEqual([]);
});

/** What an answer of version 0.1 is called once its block and its article have their new names. */
function moved(name: string): string {
  const [from, to] = Object.entries(moves).find(([start]) => name.startsWith(start)) ?? ["", ""];
  return to + name.slice(from.length);
}

/** The text of a record, below its front matter. */
function textOf(record: string): string {
  return record.slice(record.indexOf("\n---\n"));
}
