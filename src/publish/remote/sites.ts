import type { SiteSettings } from "../../job/schema/publish.ts";
import { openGhost } from "./ghost.ts";
import type { Access, Site } from "./site.ts";
import { openWordpress } from "./wordpress.ts";

/** The kinds of sites that drafts can be pushed to. */
const sites: Readonly<Record<SiteSettings["kind"], (access: Access) => Site>> = {
  wordpress: openWordpress,
  ghost: openGhost,
};

export function openSite(kind: SiteSettings["kind"], access: Access): Site {
  return sites[kind](access);
}
