interface Shown {
  readonly slug: string;
  readonly page: string;
}

const style = `html,body{margin:0;height:100%;font:16px/1.5 system-ui,sans-serif}
iframe{border:0;width:100%;height:100%;display:block}
main{max-width:40rem;margin:3rem auto;padding:0 1rem}`;

/** The list of articles; one article alone is shown at once. */
export function indexPage(articles: readonly Shown[]): string {
  const [only] = articles;
  if (only !== undefined && articles.length === 1) {
    return viewPage(only);
  }
  const items = articles.map(({ slug }) => `<li><a href="/view/${slug}">${slug}</a></li>`).join("");
  const body = items === "" ? "<p>No article is published yet.</p>" : `<ul>${items}</ul>`;
  return page(`<main><h1>Articles</h1>${body}</main>`, "location.reload()");
}

/**
 * An article in a frame. The page itself forbids every script; what loads it anew stands outside.
 * Slugs hold only letters, digits, hyphens and underscores, so that none needs escaping.
 */
export function viewPage({ slug, page: file }: Shown): string {
  return page(
    `<iframe src="/${slug}/${file}" title="${slug}"></iframe>`,
    "document.querySelector('iframe').contentWindow.location.reload()",
  );
}

function page(body: string, onReload: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Prelo preview</title><style>${style}</style></head>
<body>${body}
<script>new EventSource("/events").onmessage=()=>{${onReload}}</script>
</body></html>
`;
}
