import * as z from "zod";
import { PreloError } from "../../errors.ts";
import type { Access, Post, RemotePost, Site } from "./site.ts";

// https://developer.wordpress.org/rest-api/reference/posts/ and …/media/

const media = z.object({ source_url: z.string() });
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
      return found?.[0]?.source_url;
    },
    upload: async ({ name, mediaType, bytes }) => {
      const reply = await send({
        method: "POST",
        url: `${api}/media`,
        headers: { ...headers, "content-disposition": `attachment; filename="${name}"` },
        body: { contentType: mediaType, bytes },
      });
      return read(media, reply).source_url;
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
    create: async (each) => toRemote(await ask("/posts?context=edit", toBody(each))),
    update: async (each, { id }) => toRemote(await ask(`/posts/${id}?context=edit`, toBody(each))),
  };
}

function toBody({ slug, title, html, description = "" }: Post): object {
  return { slug, title, content: html, excerpt: description, status: "draft" };
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
