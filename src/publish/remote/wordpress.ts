import { decodeHTML } from "entities";
import * as z from "zod";
import { PreloError } from "../../errors.ts";
import type { Access, PlacedPicture, Post, RemotePost, Site } from "./site.ts";

// https://developer.wordpress.org/rest-api/reference/posts/, …/media/ and …/tags/

const media = z.object({ id: z.number(), source_url: z.string() });
const tag = z.object({ id: z.number(), name: z.string() });
const post = z.object({
  id: z.number(),
  status: z.string(),
  modified_gmt: z.string(),
  content: z.object({ raw: z.string() }),
});

/** WordPress, with an application password. */
export function openWordpress({ url, user, key, send }: Access): Site {
  const api = `${url.replace(/\/+$/, "")}/wp-json/wp/v2`;
  // It is shown in groups with spaces between, which are no part of it.
  const secret = Buffer.from(`${user}:${key.replaceAll(" ", "")}`).toString("base64");
  const headers = { authorization: `Basic ${secret}` };
  const ask = async (path: string, body?: object): Promise<unknown> =>
    send({
      method: body === undefined ? "GET" : "POST",
      url: `${api}${path}`,
      headers,
      ...(body !== undefined && {
        body: { contentType: "application/json", bytes: JSON.stringify(body) },
      }),
    });
  return {
    findPicture: async (name) => {
      const slug = encodeURIComponent(slugOf(name));
      const found = z.array(media).safeParse(await ask(`/media?slug=${slug}&status=any`)).data;
      return found?.[0] && toPlaced(found[0]);
    },
    upload: async ({ name, mediaType, bytes }) => {
      const reply = await send({
        method: "POST",
        url: `${api}/media`,
        headers: { ...headers, "content-disposition": `attachment; filename="${name}"` },
        body: { contentType: mediaType, bytes },
      });
      return toPlaced(read(media, reply));
    },
    find: async (slug, id) => {
      if (id !== undefined) {
        const reply = await ask(`/posts/${id}?context=edit`);
        return reply === undefined ? undefined : toRemote(reply);
      }
      const query = `?slug=${encodeURIComponent(slug)}&status=any&context=edit`;
      const [found] = read(z.array(z.unknown()), await ask(`/posts${query}`));
      return found === undefined ? undefined : toRemote(found);
    },
    addressOf: (slug) => `${url.replace(/\/+$/, "")}/?name=${encodeURIComponent(slug)}`,
    create: async (each) => toRemote(await ask("/posts?context=edit", await toBody(each, ask))),
    update: async (each, { id }) =>
      toRemote(await ask(`/posts/${id}?context=edit`, await toBody(each, ask))),
  };
}

type Ask = (path: string, body?: object) => Promise<unknown>;

async function toBody(
  { slug, title, html, description = "", tags, cover }: Post,
  ask: Ask,
): Promise<object> {
  const tagIds: number[] = [];
  for (const name of tags) {
    tagIds.push(await findTag(name, ask));
  }
  return {
    slug,
    title,
    content: html,
    excerpt: description,
    tags: tagIds,
    featured_media: Number(cover?.id ?? 0), // 0 is none.
    status: "draft",
  };
}

/** A post names its tags by their ids; one that is not there yet is made. */
async function findTag(name: string, ask: Ask): Promise<number> {
  const words = (name.match(/[\p{L}\p{N}]+/gu) ?? [name]).toSorted((a, b) => b.length - a.length);
  // It keeps `&` as an entity, which a search for the name would not find.
  const query = `?search=${encodeURIComponent(words[0] ?? name)}&per_page=100&context=edit`;
  const found = read(z.array(tag), await ask(`/tags${query}`));
  const same = found.find((each) => fold(decodeHTML(each.name)) === fold(name));
  return (same ?? read(tag, await ask("/tags", { name }))).id;
}

/** Tags that differ by their case are one. */
function fold(name: string): string {
  return name.trim().toLowerCase();
}

function toPlaced({ id, source_url: url }: z.output<typeof media>): PlacedPicture {
  return { url, id: String(id) };
}

function toRemote(value: unknown): RemotePost {
  const { id, status, modified_gmt: modified, content } = read(post, value);
  return { id: String(id), status, modified, html: content.raw };
}

/** What WordPress makes of a file's name. */
function slugOf(name: string): string {
  return name
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-");
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) {
    throw new PreloError("PUBLISH_FAILED", "the site does not answer as WordPress does", {
      hint: "Check `url`, and that its REST API is not switched off.",
    });
  }
  return data;
}
