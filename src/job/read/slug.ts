import slugify from "@sindresorhus/slugify";

const longestSlug = 60;
/** Characters of a text that can matter for its slug. */
const slugSource = 400;

/** A text as a name: lower case, digits and hyphens, at most 60 characters, cut between words. */
export function slugOfText(text: string): string {
  const slug = slugify(text.slice(0, slugSource), { decamelize: false });
  if (slug.length <= longestSlug) {
    return slug;
  }
  const cut = slug.lastIndexOf("-", longestSlug);
  return slug.slice(0, cut > 0 ? cut : longestSlug);
}
