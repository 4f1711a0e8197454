import { endpoints, type Outcome, serveApi, serveWithFaults } from "./answer-request.ts";
import { deleteFile, findFile, listFiles, uploadFile } from "./batches/files-api.ts";
import { replyToFile, replyToPoster } from "./downloads.ts";
import { replyToModel, replyToModels } from "./models.ts";
import type { SandboxState } from "./state.ts";
import { drawCut } from "./trouble.ts";
import { ApiError, type Reply, replyJson, requireObject } from "./wire.ts";

/** A request to a path. */
interface Call {
  readonly link: URL;
  /** The id in the path; empty where it has none. */
  readonly id: string;
  readonly body: unknown;
  readonly state: SandboxState;
}

type Answer = (call: Call) => Outcome | Promise<Outcome>;

/** What answers at a path. */
export interface Route {
  /** Its name in the statistics. */
  readonly countedAs: string;
  /** Whether a model is asked there. */
  readonly isApi?: boolean;
  /** By method; undefined where nothing is. */
  readonly methods: Readonly<Record<string, Answer>> | undefined;
}

/** A request about files and batches: it has faults, but no limit. */
function aside(serve: (call: Call) => Reply | Promise<Reply>): Answer {
  return (call) =>
    serveWithFaults(call.state, undefined, async () => ({ reply: await serve(call) }));
}

/** Paths, the id in them named. */
const routes: readonly (readonly [RegExp, Route])[] = [
  [
    /^\/v1\/models$/,
    { countedAs: "/v1/models", methods: { GET: () => ({ reply: replyToModels() }) } },
  ],
  [
    /^\/v1\/models\/(?<id>.+)$/,
    { countedAs: "/v1/models", methods: { GET: ({ id }) => ({ reply: replyToModel(id) }) } },
  ],
  [
    /^\/v1\/files$/,
    {
      countedAs: "/v1/files",
      methods: {
        GET: aside(({ link, state }) => listFiles(state.files, link.searchParams)),
        POST: aside(({ body, state }) => uploadFile(state.files, requireObject(body))),
      },
    },
  ],
  [
    /^\/v1\/files\/(?<id>[^/]+)$/,
    {
      countedAs: "/v1/files",
      methods: {
        GET: aside(({ id, state }) => describe(findFile(state.files, id))),
        DELETE: aside(({ id, state }) => deleteFile(state.files, id)),
      },
    },
  ],
  [
    /^\/v1\/files\/(?<id>[^/]+)\/content$/,
    {
      countedAs: "/v1/files",
      methods: {
        GET: ({ id, state }) =>
          serveWithFaults(state, undefined, () => ({ content: findFile(state.files, id) })),
      },
    },
  ],
  [
    /^\/v1\/batches$/,
    {
      countedAs: "/v1/batches",
      methods: {
        GET: aside(({ link, state }) => state.batches.list(link.searchParams)),
        POST: aside(({ body, state }) => state.batches.create(requireObject(body))),
      },
    },
  ],
  [
    /^\/v1\/batches\/(?<id>[^/]+)$/,
    {
      countedAs: "/v1/batches",
      methods: { GET: aside(({ id, state }) => state.batches.describe(id)) },
    },
  ],
  [
    /^\/v1\/batches\/(?<id>[^/]+)\/cancel$/,
    {
      countedAs: "/v1/batches",
      methods: { POST: aside(({ id, state }) => state.batches.cancel(id)) },
    },
  ],
  [
    /^\/files\//,
    {
      countedAs: "/files",
      methods: {
        GET: async ({ link, state }) => serveDownload(await replyToFile(link, state.links), state),
      },
    },
  ],
  [
    /^\/posters\/[\w-]{11}\.jpg$/,
    {
      countedAs: "/posters",
      methods: {
        GET: async ({ link, state }) => serveDownload(await replyToPoster(link.pathname), state),
      },
    },
  ],
];

/** Finds what answers at a path. Unknown paths are all counted as `other`. */
export function findRoute(path: string): { readonly route: Route; readonly id: string } {
  if (Object.hasOwn(endpoints, path)) {
    const post: Answer = ({ body, state }) => serveApi(path, body, state);
    return { route: { countedAs: path, isApi: true, methods: { POST: post } }, id: "" };
  }
  for (const [pattern, route] of routes) {
    const match = pattern.exec(path);
    if (match !== null) {
      return { route, id: decode(match.groups?.["id"] ?? "") };
    }
  }
  return { route: { countedAs: "other", methods: undefined }, id: "" };
}

/**
 * What answers a method at a path.
 * @throws ApiError 404 or 405
 */
export function findAnswer({ methods }: Route, method: string, path: string): Answer {
  if (methods === undefined) {
    const message = `Invalid URL (${path}): the sandbox has no such path.`;
    throw new ApiError(message, { status: 404 });
  }
  const found = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (found === undefined) {
    const taken = Object.keys(methods).join(" and ");
    throw new ApiError(`Not allowed: this path takes only ${taken}.`, {
      status: 405,
      headers: { allow: Object.keys(methods).join(", ") },
    });
  }
  return found;
}

function describe(thing: { describe(): object }): Reply {
  return replyJson(thing.describe());
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function serveDownload(reply: Reply, { settings, stats }: SandboxState): Outcome {
  if (reply.status !== 200) {
    return { reply };
  }
  const isCut = drawCut(settings);
  stats[isCut ? "faults" : "downloads"] += 1;
  return { reply, isCut };
}
