import type { SendJson } from "./send-json.ts";

/** A picture as it stands on a site. */
export interface PlacedPicture {
  readonly url: string;
  /** Where the site gives pictures one. */
  readonly id?: string;
}

/** An article as a site takes it. */
export interface Post {
  readonly slug: string;
  readonly title: string;
  /** The body; its pictures are the site's own. */
  readonly html: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly cover?: PlacedPicture & { readonly alt: string };
}

/** A post as it stands on a site. */
export interface RemotePost {
  readonly id: string;
  /** `draft`, or the site's own word for what is none. */
  readonly status: string;
  /** When it was last changed, as the site writes it. */
  readonly modified: string;
  readonly html: string;
}

export interface Upload {
  /** Unique for its content. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What Prelo asks of a site. Each throws PreloError PUBLISH_FAILED. */
export interface Site {
  /** A picture that is there already; undefined where the site cannot be asked. */
  readonly findPicture: (name: string) => Promise<PlacedPicture | undefined>;
  readonly upload: (picture: Upload) => Promise<PlacedPicture>;
  /** Where a post will stand when it is public. */
  readonly addressOf: (slug: string) => string;
  /** By its id, and without one by its slug. */
  readonly find: (slug: string, id: string | undefined) => Promise<RemotePost | undefined>;
  readonly create: (post: Post) => Promise<RemotePost>;
  /** @param before the post as it was found: a change since then is refused where the site can tell */
  readonly update: (post: Post, before: RemotePost) => Promise<RemotePost>;
}

/** What opening a site takes. */
export interface Access {
  readonly url: string;
  readonly key: string;
  readonly user: string;
  readonly send: SendJson;
  /** In milliseconds. */
  readonly now: () => number;
}
