/**
 * The file of a site's feed: of its articles as they were written, or of their translations into a language.
 * @param language a BCP 47 tag
 */
export function feedFile(language?: string): string {
  return language === undefined ? "feed.xml" : `feed.${language}.xml`;
}
