import { ownPath } from "./wire.ts";

/**
 * The page around all others: its script fills it, by where it stands. What is shown in it is an article's
 * own page, in a frame.
 * @param token random letters, digits, `-` and `_`
 */
export function shellPage(token: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="prelo-token" content="${token}">
<title>Prelo preview</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ownPath}page.css">
<script type="module" src="${ownPath}page.js"></script>
</head>
<body><noscript><p>The preview needs JavaScript.</p></noscript></body>
</html>
`;
}

/** Nothing of the preview's own pages comes from elsewhere, and nobody frames them. */
export const shellPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** An article's page runs nothing. Its own policy, which is stricter, holds as well. */
export const articlePolicy = "script-src 'none'; object-src 'none'; frame-ancestors 'self'";

/** A page of another program's format does what it does, but apart: it can reach nothing of the preview. */
export const foreignPolicy = "sandbox allow-scripts; frame-ancestors 'self'";
