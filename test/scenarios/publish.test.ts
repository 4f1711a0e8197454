import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { expect, test } from "vitest";
import { afterFile } from "../support/after-file.ts";
import { makeJob, readText } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

interface Post {
  id: string;
  status: string;
  modified: string;
  slug: string;
  title: string;
  html: string;
  tags: readonly string[];
  cover: string;
  excerpt: string;
}

/** A site in memory, as both APIs describe it; `dies` ends the next answer of that kind unheard. */
async function startSite(kind: "wordpress" | "ghost") {
  const key =
    kind === "ghost"
      ? `${randomBytes(12).toString("hex")}:${randomBytes(32).toString("hex")}`
      : randomBytes(12).toString("base64url");
  const posts: Post[] = [];
  const media: { id: number; name: string; url: string }[] = [];
  const tags: { id: number; name: string }[] = [{ id: 4, name: "Bread &amp; more" }];
  const calls: string[] = [];
  const site = { dies: "" };
  let time = 0;
  const isIn = ({ authorization = "" }: IncomingMessage["headers"]): boolean => {
    if (kind === "wordpress") {
      return authorization === `Basic ${Buffer.from(`ana:${key}`).toString("base64")}`;
    }
    const [head = "", claim = "", signature] = authorization.replace("Ghost ", "").split(".");
    const [id, secret = ""] = key.split(":");
    const right = createHmac("sha256", Buffer.from(secret, "hex")).update(`${head}.${claim}`);
    return (
      JSON.parse(Buffer.from(head, "base64url").toString()).kid === id &&
      JSON.parse(Buffer.from(claim, "base64url").toString()).aud === "/admin/" &&
      right.digest("base64url") === signature
    );
  };
  const show = (post: Post): object =>
    kind === "wordpress"
      ? {
          id: Number(post.id),
          status: post.status,
          modified_gmt: post.modified,
          content: { raw: post.html },
        }
      : {
          posts: [{ id: post.id, status: post.status, updated_at: post.modified, html: post.html }],
        };
  // As both describe them, given by name or by number.
  const read = (given: Record<string, unknown>): Pick<Post, "tags" | "cover" | "excerpt"> =>
    kind === "ghost"
      ? {
          tags: (given["tags"] as { name: string }[]).map(({ name }) => name),
          cover: (given["feature_image"] ?? "") as string,
          excerpt: (given["custom_excerpt"] ?? "") as string,
        }
      : {
          tags: (given["tags"] as number[]).map(
            (number) => tags.find(({ id }) => id === number)?.name ?? "",
          ),
          cover: media.find(({ id }) => id === given["featured_media"])?.url ?? "",
          excerpt: String(given["excerpt"]),
        };
  const save = (post: Post, given: Record<string, string>): Post => {
    time += 1;
    return Object.assign(post, {
      slug: given["slug"],
      title: given["title"],
      html: given["html"] ?? given["content"],
      status: given["status"],
      ...read(given),
      modified: `2026-01-01T00:00:${10 + time}`,
    });
  };
  const answer = (request: IncomingMessage, bytes: Buffer): [number, unknown] => {
    const url = new URL(request.url ?? "", "http://x");
    const path = url.pathname.replace(/^\/(?:wp-json\/wp\/v2|ghost\/api\/admin)/, "");
    if (!isIn(request.headers)) {
      return [401, {}];
    }
    if (/^\/(?:media|images)/.test(path)) {
      if (request.method === "GET") {
        const found = media.filter(({ name }) =>
          name.startsWith(`${url.searchParams.get("slug")}.`),
        );
        return [200, found.map((each) => ({ id: each.id, source_url: each.url }))];
      }
      const said = request.headers["content-disposition"] ?? bytes.toString("latin1");
      const name = /filename="([^"]+)"/.exec(said)?.[1] ?? "";
      const added = { id: 100 + media.length, name, url: `https://cdn.example.com/${name}` };
      media.push(added);
      return [
        201,
        kind === "wordpress" ? { id: added.id, source_url: added.url } : { images: [added] },
      ];
    }
    if (path === "/tags") {
      if (request.method === "GET") {
        const wanted = url.searchParams.get("search")?.toLowerCase() ?? "";
        return [200, tags.filter(({ name }) => name.toLowerCase().includes(wanted))];
      }
      const added = { id: 5 + tags.length, name: JSON.parse(bytes.toString()).name };
      tags.push(added);
      return [201, added];
    }
    const id = /^\/posts\/(?!slug)([^/]+)/.exec(path)?.[1];
    const slug = url.searchParams.get("slug") ?? /^\/posts\/slug\/([^/]+)/.exec(path)?.[1];
    const post = posts.find((each) => (id === undefined ? each.slug === slug : each.id === id));
    if (request.method === "GET") {
      const isList = kind === "wordpress" && id === undefined;
      return post === undefined && !isList
        ? [404, {}]
        : [200, isList ? (post ? [show(post)] : []) : show(post!)];
    }
    const body = JSON.parse(bytes.toString());
    const given = kind === "ghost" ? body.posts[0] : body;
    if (post !== undefined) {
      return kind === "ghost" && given.updated_at !== post.modified
        ? [409, {}]
        : [200, show(save(post, given))];
    }
    posts.push(save({ id: String(posts.length + 7) } as Post, given));
    return [201, show(posts.at(-1)!)];
  };
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const bytes = await buffer(request);
      calls.push(`${request.method} ${request.url}`);
      const [status, value] = answer(request, bytes);
      if (site.dies !== "" && `${request.method} ${request.url}`.includes(site.dies)) {
        site.dies = "";
        response.destroy();
        return;
      }
      // A server in front of the site refuses in words of its own.
      const reply = status === 401 ? "<h1>Who are you?</h1>" : JSON.stringify(value);
      response.writeHead(status, { "content-type": "application/json" }).end(reply);
    };
    void respond();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterFile(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(site, { url, key, posts, media, calls });
}

function toSpanish(text: string): string {
  const words = {
    See: "Vea",
    why: "por qué",
    another: "el otro artículo",
    and: "y",
    "a list": "la lista",
  };
  return Object.entries(words).reduce(
    (said, [english, spanish]) => said.replace(new RegExp(`(?<!#)\\b${english}\\b`), spanish),
    text,
  );
}

test.concurrent.each(["wordpress", "ghost"] as const)(
  "%s gets an article as a draft, once, and nothing there is ever overwritten unseen or made public",
  async (kind) => {
    const provider = await startProvider((call) => {
      const [, text] = /^Target language: \S+\n\n([^]*)$/.exec(promptOf(call)) ?? [];
      return text === undefined ? answerAll(call) : textReply(call, toSpanish(text));
    });
    const site = await startSite(kind);
    const folder = makeJob({
      job: {
        publish: {
          blog: {
            kind,
            url: site.url,
            api_key_env: "BLOG_KEY",
            ...(kind === "wordpress" && { user_env: "BLOG_USER" }),
          },
        },
      },
      articles: {
        a: {
          title: "Bread & salt",
          description: "About bread.",
          tags: ["bread & more", "salt"],
          cover: "oven",
          blocks: [
            { heading: "Why", id: "why", prompt: "Say why." },
            { id: "oven", picture: "files/oven.png", alt: "The oven" },
            { markdown: "See [why](#why)." },
          ],
        },
        b: {
          title: "Salt",
          language: "en",
          translations: { to: ["es"] },
          blocks: [
            { markdown: "See [why](article:a#why), [another](article:c) and [a list](list.pdf)." },
          ],
        },
        c: { title: "Not there", blocks: [{ markdown: "Text." }] },
      },
    });
    mkdirSync(join(folder, "files"));
    writeFileSync(
      join(folder, "files/oven.png"),
      await sharp({ create: { width: 300, height: 200, channels: 3, background: "#c63" } })
        .png()
        .toBuffer(),
    );
    const variables = { ...provider.variables, BLOG_KEY: site.key, BLOG_USER: "ana" };
    const push = (extra: Record<string, string> = {}, article = "a", ...more: string[]) =>
      prelo(folder, ["publish", "--to", "blog", "--article", article, ...more], {
        ...variables,
        ...extra,
      });

    const early = await push();
    expect(early).toMatchObject({ code: 1 });
    expect(early.stderr).toMatch(/PUBLISH_REFUSED: a: /);
    expect((await prelo(folder, ["build", "--sandbox"], variables)).code).toBe(0);
    expect((await push()).stderr).toContain("the sandbox wrote some of it");
    expect((await prelo(folder, ["build"], variables)).code).toBe(0);
    expect((await push({ BLOG_KEY: "" })).stderr).toContain("BLOG_KEY is not set");
    expect(site.posts).toEqual([]);

    expect((await push({}, "a", "--dry-run")).stdout).toBe("a: a new draft (dry run)\n");
    expect(site.calls.every((call) => call.startsWith("GET"))).toBe(true);

    // It is cut off behind the post's back: that is found again, and is its own.
    site.dies = kind === "wordpress" ? "POST /wp-json/wp/v2/posts" : "POST /ghost/api/admin/posts";
    const cut = await push();
    expect(cut.code).toBe(1);
    expect(await push()).toMatchObject({ code: 0, stdout: "a: the draft is there as it is\n" });
    expect(site.posts).toHaveLength(1);
    expect(site.media).toHaveLength(1);
    expect(site.posts[0]).toMatchObject({
      slug: "a",
      title: "Bread & salt",
      status: "draft",
      tags: [kind === "ghost" ? "bread & more" : "Bread &amp; more", "salt"],
      cover: site.media[0]?.url,
      excerpt: "About bread.",
    });
    expect(site.posts[0]?.html).toMatch(/<h2 id="why">Why<\/h2>/);
    expect(site.posts[0]?.html).toMatch(/<a href="#why">why<\/a>/);
    expect(site.posts[0]?.html).toMatch(
      /<img alt="The oven" src="https:\/\/cdn\.example\.com\/a-oven-1-[^"]*">/,
    );
    expect(site.posts[0]?.html).not.toMatch(/popover|<button|class="(?!language)/);

    const count = site.calls.length;
    expect((await push()).stdout).toBe("a: the draft is there as it is\n");
    expect(site.calls.slice(count).every((call) => call.startsWith("GET"))).toBe(true);

    // A translation is a draft of its own; links lead to what is on the site.
    expect((await push({}, "b")).stdout).toBe("b: a new draft\nb/es: a new draft\n");
    const there = kind === "ghost" ? `${site.url}/a/#why` : `${site.url}/?name=a#why`;
    const [, salt, sal] = site.posts;
    expect(salt?.html).toBe(
      `<p>See <a href="${there}">why</a>, another and <a href="list.pdf">a list</a>.</p>`,
    );
    expect(sal).toMatchObject({ slug: "b-es", html: expect.stringMatching(/^<p>Vea <a href/) });
    expect((await push({}, "b")).stdout).not.toContain("new");
    expect(site.posts).toHaveLength(3);
    site.posts.length = 1;

    const record = readText(folder, "answers/a/why.md");
    writeFileSync(
      join(folder, "answers/a/why.md"),
      record.replace(/\n---\n[^]*?\n\n<!-- request/, "\n---\nBecause of salt.\n\n<!-- request"),
    );
    expect((await prelo(folder, ["build"], variables)).code).toBe(0);
    expect((await push()).stdout).toBe("a: the draft is brought up to date\n");
    expect(site.posts[0]?.html).toContain("Because of salt.");
    expect(site.media).toHaveLength(1);
    expect((await prelo(folder, ["prune", "--edited"], variables)).code).toBe(0);
    expect(readText(folder, "answers/a/publish.blog.yaml")).toContain(`url: ${site.url}`);

    Object.assign(site.posts[0]!, { html: "<p>Mine.</p>", modified: "2026-02-02T00:00:00" });
    const edited = await push();
    expect(edited.code).toBe(1);
    expect(edited.stderr).toContain("the draft was changed there since it was pushed");
    site.posts[0]!.status = kind === "ghost" ? "published" : "publish";
    expect((await push()).stderr).toMatch(/the post is “publish/);
    expect(site.posts[0]?.html).toBe("<p>Mine.</p>");
    // Without its note, a post of that name is somebody's.
    site.posts[0]!.status = "draft";
    rmSync(join(folder, "answers/a/publish.blog.yaml"));
    expect((await push()).stderr).toContain("it is not Prelo's");
    expect(site.posts).toHaveLength(1);

    const wrong = await push({
      BLOG_KEY: site.key.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    });
    expect(wrong.stderr).toMatch(/PUBLISH_FAILED: 127\.0\.0\.1:\d+ answers GET .* with 401/);
    const other = await prelo(folder, ["publish", "--to", "none"], variables);
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain("There is blog.");
    expect([early, cut, edited, wrong].map(({ stderr }) => stderr).join()).not.toContain(site.key);
  },
);

test.concurrent("a site is asked over TLS, but on this machine", async () => {
  const folder = makeJob({
    job: {
      publish: {
        blog: { kind: "ghost", url: "http://blog.example.com", api_key_env: "GHOST_KEY" },
      },
    },
    articles: { a: [{ markdown: "Text." }] },
  });
  const { code, stderr } = await prelo(folder, ["publish", "--to", "blog"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/pipeline\.yaml:\d+:\d+ error .*must be a URL that begins with https/);
});
