/** The paths of the API that take a POST. */
const apiPaths = [
  "/v1/completions",
  "/v1/chat/completions",
  "/v1/responses",
  "/v1/images/generations",
] as const;
export type ApiPath = (typeof apiPaths)[number];

/** Where a request belongs; `countedAs` is its name in the statistics. */
export type Route = { readonly countedAs: string } & (
  | { readonly kind: "api"; readonly path: ApiPath }
  | { readonly kind: "models" }
  | { readonly kind: "file" }
  | { readonly kind: "poster" }
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong-method"; readonly allowed: "GET" | "POST" }
);

/** Finds the route of a method and a path. Unknown paths are all counted as `other`. */
export function findRoute(method: string, path: string): Route {
  const api = apiPaths.find((known) => known === path);
  if (api !== undefined) {
    return method === "POST"
      ? { kind: "api", path: api, countedAs: api }
      : { kind: "wrong-method", allowed: "POST", countedAs: api };
  }
  const found = findReadable(path);
  return found.kind === "unknown" || method === "GET"
    ? found
    : { kind: "wrong-method", allowed: "GET", countedAs: found.countedAs };
}

function findReadable(path: string): Route {
  if (path === "/v1/models") {
    return { kind: "models", countedAs: path };
  }
  if (path.startsWith("/files/")) {
    return { kind: "file", countedAs: "/files" };
  }
  if (/^\/posters\/[\w-]{11}\.jpg$/.test(path)) {
    return { kind: "poster", countedAs: "/posters" };
  }
  return { kind: "unknown", countedAs: "other" };
}
