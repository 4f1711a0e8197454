import { createHmac } from "node:crypto";
import * as z from "zod";
import { PreloError } from "../../errors.ts";
import { encodeForm } from "../../requests/http/form.ts";
import type { Access, Post, RemotePost, Site } from "./site.ts";

// https://docs.ghost.org/admin-api

const images = z.object({ images: z.array(z.object({ url: z.string() })).min(1) });
const posts = z.object({
  posts: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      updated_at: z.string(),
      html: z.string().nullish(),
    }),
  ),
});

/** Ghost, with an Admin API key. */
export function openGhost({ url, key, send, now }: Access): Site {
  const api = `${url.replace(/\/+$/, "")}/ghost/api/admin`;
  const headers = (): Readonly<Record<string, string>> => ({
    authorization: `Ghost ${signToken(key, Math.floor(now() / 1000))}`,
    "accept-version": "v5.0",
  });
  const ask = async (method: "GET" | "POST" | "PUT", path: string, body?: object) =>
    send({
      method,
      url: `${api}${path}`,
      headers: headers(),
      ...(body !== undefined && {
        body: { contentType: "application/json", bytes: JSON.stringify(body) },
      }),
    });
  return {
    // It has no list of what was uploaded.
    findPicture: () => Promise.resolve(undefined),
    upload: async ({ name, mediaType, bytes }) => {
      const { contentType, bytes: form } = await encodeForm([
        { name: "file", file: name, mediaType, bytes },
        { name: "purpose", value: "image" },
        { name: "ref", value: name },
      ]);
      const reply = await send({
        method: "POST",
        url: `${api}/images/upload/`,
        headers: headers(),
        body: { contentType, bytes: form },
      });
      return { url: read(images, reply).images[0]?.url ?? "" };
    },
    addressOf: (slug) => `${url.replace(/\/+$/, "")}/${encodeURIComponent(slug)}/`,
    find: async (slug, id) => {
      const path = id ?? `slug/${encodeURIComponent(slug)}`;
      const reply = await ask("GET", `/posts/${path}/?formats=html`);
      return reply === undefined ? undefined : toRemote(reply);
    },
    create: async (post) =>
      toRemote(await ask("POST", "/posts/?source=html&formats=html", { posts: [toBody(post)] })),
    update: async (post, { id, modified }) =>
      toRemote(
        await ask("PUT", `/posts/${id}/?source=html&formats=html`, {
          posts: [{ ...toBody(post), updated_at: modified }],
        }),
      ),
  };
}

/** Ghost takes no more characters in these fields. */
const mostCharacters = { excerpt: 300, alt: 191 };

function toBody({ slug, title, html, description, tags, cover }: Post): object {
  return {
    slug,
    title,
    html,
    custom_excerpt: description === undefined ? null : cut(description, mostCharacters.excerpt),
    // One that is not there yet is made.
    tags: tags.map((name) => ({ name })),
    feature_image: cover?.url ?? null,
    feature_image_alt: cover === undefined ? null : cut(cover.alt, mostCharacters.alt),
    status: "draft",
  };
}

/** Never within a character. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function toRemote(value: unknown): RemotePost {
  const [post] = read(posts, value).posts;
  if (post === undefined) {
    throw unlike();
  }
  const { id, status, updated_at: modified, html } = post;
  return { id, status, modified, html: html ?? "" };
}

/** A token of five minutes, signed with the secret half of a key. */
function signToken(key: string, nowSeconds: number): string {
  const [id = "", secret = ""] = key.split(":");
  const claim = { iat: nowSeconds, exp: nowSeconds + 300, aud: "/admin/" };
  const head = `${encode({ alg: "HS256", typ: "JWT", kid: id })}.${encode(claim)}`;
  const signature = createHmac("sha256", Buffer.from(secret, "hex")).update(head);
  return `${head}.${signature.digest("base64url")}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) {
    throw unlike();
  }
  return data;
}

function unlike(): PreloError {
  return new PreloError("PUBLISH_FAILED", "the site does not answer as Ghost does", {
    hint: "Check `url`: it is the address of the admin area, without /ghost.",
  });
}
