import { readFile } from "node:fs/promises";
import { basename, extname, join, posix } from "node:path";
import { PreloError } from "../../errors.ts";
import { hashBytes } from "../../files/hash.ts";
import { noteFile, type PublishNote, readNote, writeNote } from "./note.ts";
import type { PublishedPage } from "../manifest.ts";
import { gistOf, readPageBody } from "./page-body.ts";
import type { PlacedPicture, Post, RemotePost, Site } from "./site.ts";

/** What is pushed, and where to. */
export interface PushTask {
  /** `bread`, or `bread/es` for a translation. */
  readonly slug: string;
  /** What the site around the article shows of it. */
  readonly shown: PublishedPage;
  /** Whether a link may lead to an article: undefined for what is none of the job's. */
  readonly isThere: (slug: string) => boolean | undefined;
  /** Its output folder, absolute, and its page there. */
  readonly folder: string;
  readonly page: string;
  readonly answersDir: string;
  /** The site's name in the job, and its address. */
  readonly name: string;
  readonly url: string;
  readonly site: Site;
  /** True only says what would be done: nothing is sent but questions. */
  readonly dryRun: boolean;
}

export type Pushed = "created" | "updated" | "unchanged";

const mediaTypes: Readonly<Record<string, string>> = {
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".gif": "image/gif",
};

/**
 * Puts an article on a site as a draft. What is there already is not sent again: pictures are known by their
 * hash, the post by its id, and where a run was cut short by its name. A post that is public, or that
 * somebody has changed there, is refused.
 * @throws PreloError PUBLISH_REFUSED, PUBLISH_FAILED
 */
export async function pushDraft(task: PushTask): Promise<Pushed> {
  const { slug, shown, folder, page, site, url, name, answersDir, dryRun } = task;
  const path = noteFile(answersDir, slug, name);
  let note = readNote(path, url);
  const body = readPageBody(await readFile(join(folder, page), "utf8"));
  const remoteSlug = toRemoteSlug(slug);
  const found = await site.find(remoteSlug, note.post?.id);
  // What was deleted there may stand there again under its name.
  const there =
    found ?? (note.post === undefined ? undefined : await site.find(remoteSlug, undefined));
  if (there !== undefined && there.status !== "draft") {
    throw refused(slug, `the post is “${there.status}” there, and only a draft is replaced`);
  }
  const keep = async (next: PublishNote): Promise<void> => {
    note = next;
    await writeNote(path, note);
  };
  const [source = slug] = slug.split("/");
  // A translation shows the pictures of its source, which are there already.
  const shared = source === slug ? {} : readNote(noteFile(answersDir, source, name), url).pictures;
  const placed = new Map<string, PlacedPicture>();
  const cover = shown.cover && (body.largestOf(shown.cover.file) ?? shown.cover.file);
  for (const file of new Set([...(cover === undefined ? [] : [cover]), ...body.pictures])) {
    const bytes = await readFile(join(folder, file));
    const sha256 = hashBytes(bytes);
    const known = note.pictures[sha256] ?? shared[sha256];
    const picture =
      known ?? (dryRun ? { url: file } : await placePicture(file, bytes, source, site));
    placed.set(file, picture);
    if (note.pictures[sha256] === undefined && !dryRun) {
      await keep({ ...note, pictures: { ...note.pictures, [sha256]: picture } });
    }
  }
  const front = cover === undefined ? undefined : placed.get(cover);
  const post: Post = {
    slug: remoteSlug,
    title: body.title,
    html: body.toHtml((address) => placed.get(address)?.url ?? leadOn(address, task)),
    ...(body.description !== undefined && { description: body.description }),
    tags: shown.tags ?? [],
    ...(front !== undefined && { cover: { ...front, alt: shown.cover?.alt ?? "" } }),
  };
  const sha256 = hashBytes(JSON.stringify(post));
  const state = compare(there, note, post, sha256);
  if (state === "edited") {
    throw refused(
      slug,
      note.post === undefined
        ? "a draft of that name is there, and it is not Prelo's"
        : "the draft was changed there since it was pushed",
    );
  }
  if (state === "unchanged" || dryRun) {
    return state === "unchanged" ? state : there === undefined ? "created" : "updated";
  }
  const sent =
    state === "adopted"
      ? there
      : there === undefined
        ? await site.create(post)
        : await site.update(post, there);
  if (sent === undefined || sent.status !== "draft") {
    throw refused(slug, `the site made it “${sent?.status ?? "nothing"}”: take it back there`);
  }
  await keep({ ...note, post: { id: sent.id, modified: sent.modified, sha256 } });
  return state === "adopted" ? "unchanged" : there === undefined ? "created" : "updated";
}

/** Whether what is there is what was sent last; `adopted`, when a run was cut short before it noted that. */
function compare(
  there: RemotePost | undefined,
  { post: noted }: PublishNote,
  post: Post,
  sha256: string,
): "new" | "changed" | "unchanged" | "edited" | "adopted" {
  if (there === undefined) {
    return "new";
  }
  const isKnown = noted?.id === there.id && noted.modified === there.modified;
  if (isKnown) {
    return noted.sha256 === sha256 ? "unchanged" : "changed";
  }
  return gistOf(there.html) === gistOf(post.html) ? "adopted" : "edited";
}

async function placePicture(
  file: string,
  bytes: Uint8Array,
  source: string,
  site: Site,
): Promise<PlacedPicture> {
  const extension = extname(file);
  const name = `${source}-${basename(file, extension).replaceAll(".", "-")}${extension}`;
  const there = await site.findPicture(name);
  const mediaType = mediaTypes[extension] ?? "application/octet-stream";
  return there ?? site.upload({ name, mediaType, bytes });
}

/** The name of a post: a site knows no folders. */
function toRemoteSlug(slug: string): string {
  return slug.replaceAll("/", "-");
}

/** Where a link to another article leads there; undefined where that is not on the site. */
function leadOn(address: string, { slug, page, site, isThere }: PushTask): string | undefined {
  const [, path = "", fragment = ""] = /^(\.\.\/[^?#]*)?(#.*)?/.exec(address) ?? [];
  if (path === "") {
    return address;
  }
  const target = posix.join(slug, decodeURI(path)).replace(/\/$/, "");
  const other = basename(target) === page ? posix.dirname(target) : target;
  switch (isThere(other)) {
    case undefined:
      return address;
    case true:
      return site.addressOf(toRemoteSlug(other)) + fragment;
    case false:
      return undefined;
  }
}

function refused(slug: string, why: string): PreloError {
  return new PreloError("PUBLISH_REFUSED", `${slug}: ${why}`, {
    hint: "Nothing was changed there. Look at it on the site; rename or delete it there to push anew.",
  });
}
