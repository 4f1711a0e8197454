import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import sharp from "sharp";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** The browser; undefined where none is installed. */
export const executablePath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);
if (executablePath === undefined) {
  console.warn("Chromium is not here: pages are not opened in a browser. CHROMIUM_PATH names one.");
}

export function launch(): Promise<Browser> {
  const flags =
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
    "--disable-background-networking --disable-component-update --disable-sync";
  return chromium.launch({ executablePath: executablePath ?? "", args: flags.split(" ") });
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
};

/** What stands for every picture of a page that was put up. */
const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: "gray" } })
  .webp()
  .toBuffer();

/** Serves pages that tests put up, and the files of a folder, on loopback. */
export interface Site {
  readonly origin: string;
  /** Puts a page up, and says where. */
  readonly put: (html: string) => string;
  /** The address of a folder's file. */
  readonly fileIn: (folder: string, file: string) => string;
  readonly close: () => void;
}

export async function startSite(): Promise<Site> {
  const pages: string[] = [];
  const folders: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    const [, kind, number, ...rest] = new URL(url, "http://site").pathname.split("/");
    const html = kind === "page" && rest.length === 0 ? pages[Number(number)] : undefined;
    const file = join(folders[Number(number)] ?? "", ...rest);
    if (kind === "page" && number === "img") {
      response.setHeader("content-type", "image/webp").end(picture);
    } else if (html !== undefined) {
      response.setHeader("content-type", types[".html"] ?? "").end(html);
    } else if (kind === "folder" && existsSync(file)) {
      response.setHeader("content-type", types[extname(file)] ?? "").end(readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    put: (html) => `${origin}/page/${pages.push(html) - 1}`,
    fileIn: (folder, file) => `${origin}/folder/${folders.push(folder) - 1}/${file}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A tab, and everything that went wrong in it. */
export interface Tab {
  readonly page: Page;
  /** Opens an address; gives what ran, was said, was asked of others or failed meanwhile. */
  readonly open: (url: string) => Promise<readonly string[]>;
  /** The same of a page that takes the place of the open one: several times as fast as its address. */
  readonly show: (html: string) => Promise<readonly string[]>;
}

/** Opens a tab that notices each script, dialog, message, error and request. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  let found: string[] = [];
  let home = "";
  // Runs before any script of the page's would; the page cannot call back but through it.
  await page.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
      Reflect.set(globalThis, name, () => console.log(`script ran: ${name}`));
    }
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.log(`policy violated: ${violatedDirective} ${blockedURI}`),
    );
  });
  page.on("console", (message) => found.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    found.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", () => found.push("popup"));
  page.on("frameattached", () => found.push("frame"));
  page.on("request", (request) => {
    const url = request.url();
    const folder = new URL(".", home).href;
    const isOwn = url === home || (url.startsWith(`${folder}img/`) && !url.includes("?"));
    // The browser asks for its own icon of a site.
    if (!isOwn && !url.startsWith("data:image/") && url !== new URL("/favicon.ico", home).href) {
      found.push(`request: ${url}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) {
      found.push(`${response.status()}: ${response.url()}`);
    }
  });
  return {
    page,
    open: async (url) => {
      found = [];
      home = url;
      await page.goto(url, { waitUntil: "load" });
      return found;
    },
    show: async (html) => {
      found = [];
      await page.setContent(html, { waitUntil: "load" });
      return found;
    },
  };
}
