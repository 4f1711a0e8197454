import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { PreloError } from "../../errors.ts";
import { hashBytes } from "../../files/hash.ts";
import { noteFile, type PublishNote, readNote, writeNote } from "./note.ts";
import { gistOf, type PageBody, readPageBody } from "./page-body.ts";
import type { Post, RemotePost, Site } from "./site.ts";

/** What is pushed, and where to. */
export interface PushTask {
  readonly slug: string;
  /** The article's output folder, absolute, and its page there. */
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
  const { slug, folder, page, site, url, name, answersDir, dryRun } = task;
  const path = noteFile(answersDir, slug, name);
  let note = readNote(path, url);
  const body = readPageBody(await readFile(join(folder, page), "utf8"));
  const found = await site.find(slug, note.post?.id);
  // What was deleted there may stand there again under its name.
  const there = found ?? (note.post === undefined ? undefined : await site.find(slug, undefined));
  if (there !== undefined && there.status !== "draft") {
    throw refused(slug, `the post is “${there.status}” there, and only a draft is replaced`);
  }
  const keep = async (next: PublishNote): Promise<void> => {
    note = next;
    await writeNote(path, note);
  };
  const addresses = new Map<string, string>();
  for (const file of body.pictures) {
    const bytes = await readFile(join(folder, file));
    const sha256 = hashBytes(bytes);
    const known = note.pictures[sha256];
    const address = known ?? (dryRun ? file : await placePicture(file, bytes, task));
    addresses.set(file, address);
    if (known === undefined && !dryRun) {
      await keep({ ...note, pictures: { ...note.pictures, [sha256]: address } });
    }
  }
  const post = toPost(slug, body, addresses);
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
  { slug, site }: PushTask,
): Promise<string> {
  const extension = extname(file);
  const name = `${slug}-${basename(file, extension).replaceAll(".", "-")}${extension}`;
  const there = await site.findPicture(name);
  const mediaType = mediaTypes[extension] ?? "application/octet-stream";
  return there ?? site.upload({ name, mediaType, bytes });
}

function toPost(slug: string, body: PageBody, addresses: ReadonlyMap<string, string>): Post {
  const { title, description } = body;
  return {
    slug,
    title,
    html: body.toHtml(addresses),
    ...(description !== undefined && { description }),
  };
}

function refused(slug: string, why: string): PreloError {
  return new PreloError("PUBLISH_REFUSED", `${slug}: ${why}`, {
    hint: "Nothing was changed there. Look at it on the site; rename or delete it there to push anew.",
  });
}
