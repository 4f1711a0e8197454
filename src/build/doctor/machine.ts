import { mkdtemp, readFile, rm, statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { lockFile } from "../../answers/lock.ts";
import { codeOf, toError } from "../../errors.ts";
import { toWriteError } from "../../files/files.ts";
import { isProxyAddress } from "../../requests/http/client.ts";
import { type Examine, ok, type Patient, type Verdict } from "./verdict.ts";

export const examineNode: Examine = ({ node: { version, wanted } }) => [
  ok(`Node.js ${version} (${wanted} is needed)`),
];

/** Draws one picture: a native library for another system fails only then. */
export const examinePictures: Examine = async () => {
  try {
    const { default: sharp } = await import("sharp");
    const create = { width: 8, height: 8, channels: 3, background: "gray" } as const;
    await sharp({ create }).webp().toBuffer();
    return [ok(`sharp ${sharp.versions.sharp ?? ""} draws pictures`)];
  } catch (error) {
    return [
      {
        status: "error",
        message: `sharp does not work (${codeOf(error) ?? toError(error).name}), so no picture can be made`,
        hint: "Install the packages again on this system: remove node_modules, then run npm ci.",
      },
    ];
  }
};

const lowBytes = 500_000_000;

export const examineDisk: Examine = async ({ job: { answersDir, output } }) => {
  const folders = new Set([answersDir, output.dir].map(findExisting));
  const verdicts: Verdict[] = [];
  for (const folder of folders) {
    verdicts.push(await examineFolder(folder));
  }
  return verdicts;
};

async function examineFolder(folder: string): Promise<Verdict> {
  try {
    await rm(await mkdtemp(join(folder, ".prelo-doctor-")), { recursive: true });
  } catch (error) {
    const { message, hint } = toWriteError(error, folder);
    return { status: "error", message, ...(hint !== undefined && { hint }) };
  }
  const { bavail, bsize } = await statfs(folder);
  const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  return bavail * bsize < lowBytes
    ? {
        status: "warning",
        message: `${folder}: only ${free}`,
        hint: "Free some space: pictures take a few megabytes each.",
      }
    : ok(`${folder} can be written to, ${free}`);
}

/** A folder that a build would make lies in one that is there. */
function findExisting(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : findExisting(parent);
}

export const examineLock: Examine = async ({ job, environment: { lockHolder } }: Patient) => {
  const path = join(job.answersDir, lockFile);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    return [ok("no other run is writing into the answers")];
  }
  const [, pid] = /"pid":\s*(\d+)/.exec(text) ?? [];
  const [, host] = /"host":\s*"([^"]*)"/.exec(text) ?? [];
  const isGone = host === lockHolder.host && !lockHolder.isAlive(Number(pid));
  return isGone
    ? [ok("a run that was killed has left its lock; the next build takes it over")]
    : [
        {
          status: "warning",
          message: `a run is writing into the answers (process ${pid} on ${host})`,
          hint: "Wait for it to finish: a second run would be refused. One that gives no sign of life is taken over after two minutes.",
        },
      ];
};

export const examineProxy: Examine = ({ environment: { variables } }) => {
  const names = ["HTTPS_PROXY", "HTTP_PROXY"].flatMap((name) => [name.toLowerCase(), name]);
  const set = names.filter((name) => variables[name]);
  return set.length === 0
    ? [ok("no proxy is set")]
    : set.map((name): Verdict => {
        const value = variables[name] ?? "";
        // Its user and password are nobody's business.
        return isProxyAddress(value)
          ? ok(`${name}: requests go through ${new URL(value).host}`)
          : {
              status: "error",
              message: `${name} is no address of a proxy`,
              hint: "It looks like http://proxy.example.com:8080.",
            };
      });
};
