/**
 * Links of a framed page lead where a reader expects: those to other articles to their preview, those to the
 * web, and to pictures, to a window of their own.
 */
export function followLinks(page: Document): void {
  page.addEventListener("click", (event) => {
    const link = event.composedPath().find((each) => "href" in each);
    const href = link === undefined ? undefined : String(link.href);
    if (href === undefined || href === "") {
      return;
    }
    const url = new URL(href);
    const here = new URL(page.location.href);
    if (url.origin === here.origin && url.pathname === here.pathname) {
      return;
    }
    event.preventDefault();
    const article = /^\/([^/]+)\/article\.\w+$/.exec(url.pathname)?.[1];
    if (url.origin === here.origin && article !== undefined) {
      location.assign(`/view/${article}`);
    } else {
      open(href, "_blank", "noopener");
    }
  });
}
