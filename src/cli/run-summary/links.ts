import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inWorkspace } from "../github/annotations.ts";
import type { Variables } from "../../secrets/collect.ts";

/** Addresses of the project's files on the site that runs the job. */
export interface Links {
  /** Of a line that a person wrote, as it was when the job began. */
  readonly source: (path: string, line: number) => string | undefined;
  /** Of a file that is published with this run: on the branch that is checked out. */
  readonly page: (path: string) => string | undefined;
}

/** Finds out from the variables of GitHub Actions or GitLab CI where the project's files are shown. */
export function createLinks(variables: Variables): Links {
  const site = findSite(variables);
  if (site === undefined) {
    return { source: () => undefined, page: () => undefined };
  }
  const { blob, workspace, commit } = site;
  const urlOf = (ref: string, path: string): string | undefined => {
    const inside = inWorkspace(path, workspace);
    const steps = [...ref.split("/"), ...inside.split("/")];
    return inside.startsWith("../")
      ? undefined
      : `${blob}/${steps.map((step) => encodeURIComponent(step)).join("/")}`;
  };
  const branch = readBranch(workspace) ?? commit;
  return {
    source: (path, line) => {
      const url = urlOf(commit, path);
      return url && `${url}#L${line}`;
    },
    page: (path) => urlOf(branch, path),
  };
}

interface Site {
  /** Where files are shown: a commit or a branch and a path follow. */
  readonly blob: string;
  readonly workspace: string;
  readonly commit: string;
}

function findSite(variables: Variables): Site | undefined {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_WORKSPACE: workspace,
    GITHUB_SHA: sha,
    CI_PROJECT_URL: project,
    CI_PROJECT_DIR: folder,
    CI_COMMIT_SHA: commit,
  } = variables;
  if (server && repository && workspace && sha) {
    return { blob: `${server}/${repository}/blob`, workspace, commit: sha };
  }
  if (project && folder && commit) {
    return { blob: `${project}/-/blob`, workspace: folder, commit };
  }
  return undefined;
}

/** The branch that is checked out; undefined when a commit is. */
function readBranch(workspace: string): string | undefined {
  try {
    const head = readFileSync(join(workspace, ".git/HEAD"), "utf8");
    return /^ref: refs\/heads\/(\S+)\s*$/.exec(head)?.[1];
  } catch {
    return undefined;
  }
}
