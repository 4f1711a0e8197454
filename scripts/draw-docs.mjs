// Makes the pictures of docs/images: a session in a terminal, and the page of each example as the sandbox
// answers it. `node scripts/draw-docs.mjs` needs Chromium (or CHROMIUM_PATH), and `script` of util-linux. With names
// of examples it draws the pages of these alone.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { drawTerminal, show } from "./terminal-svg.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const images = join(root, "docs/images");
const prelo = `"${process.execPath}" "${join(root, "dist/bin/prelo.js")}"`;
const variables = { PATH: process.env.PATH, TERM: "xterm", LANG: "en_US.UTF-8" };

const examples = [
  "questions",
  "story",
  "notebook",
  "local",
  "glossary",
  "cities",
  "outline",
  "languages",
  "report",
  "sources",
];

/** What a person types, with what it stands for here. */
const session = [
  ["npx prelo init", `${prelo} init --language en`],
  ["npx prelo build", `${prelo} build`],
  [
    "nano prompts/bread.yaml      # ask about sourdough instead",
    `sed -i "s/how bread is made/how sourdough bread is made/" prompts/bread.yaml`,
  ],
  ["npx prelo plan", `${prelo} plan`],
];

/** Runs the session in a terminal of 80 columns, and gives the picture of it. */
export function drawSession(folder) {
  const commands = session
    .map(
      ([typed, command]) =>
        `printf '\\033[36m$\\033[39m \\033[1m%s\\033[22m\\n' '${typed}'; ${command}; echo`,
    )
    .join("; ");
  // As in a project that has the package installed: messages then say `npx prelo`.
  mkdirSync(join(folder, "node_modules/prelo"), { recursive: true });
  const output = execFileSync(
    "script",
    ["-qec", `stty cols 80 rows 40; ${commands}`, "/dev/null"],
    {
      cwd: folder,
      env: { ...variables, HOME: folder },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  // How long it took is another matter each time.
  return drawTerminal(show(output.trimEnd().replaceAll(/in \d+\.\d s/g, "in 2.1 s")));
}

async function drawPage(browser, folder, example) {
  cpSync(join(root, "examples", example), folder, { recursive: true });
  execFileSync("sh", ["-c", `${prelo} build --sandbox --quiet --limit 1`], {
    cwd: folder,
    env: variables,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [file] = execFileSync("sh", ["-c", "ls output/*/article.html"], {
    cwd: folder,
    encoding: "utf8",
  }).split("\n");
  const page = await browser.newPage({
    viewport: { width: 900, height: 1200 },
    colorScheme: "light",
  });
  await page.goto(pathToFileURL(join(folder, file)).href, { waitUntil: "load" });
  const shot = await page.screenshot();
  await page.close();
  await sharp(shot)
    .resize({ width: 600 })
    .webp({ quality: 70 })
    .toFile(join(images, `example-${example}.webp`));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const work = mkdtempSync(join(tmpdir(), "prelo-docs-"));
  const inFolder = (name) => {
    const folder = join(work, name);
    mkdirSync(folder);
    return folder;
  };
  try {
    const named = process.argv.slice(2);
    if (named.length === 0) {
      writeFileSync(join(images, "terminal.svg"), drawSession(inFolder("session")));
    }
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
    });
    for (const example of named.length > 0 ? named : examples) {
      await drawPage(browser, inFolder(example), example);
    }
    await browser.close();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
