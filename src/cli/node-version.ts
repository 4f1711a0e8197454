import { PreloError } from "../errors.ts";

/**
 * @param version of the running Node, as in `process.versions.node`
 * @param wanted as in `engines` of package.json: `>=20.19`
 * @throws PreloError NODE_TOO_OLD
 */
export function assertNode(version: string, wanted: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = wanted.replace(/^>=/, "").split(".").map(Number);
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new PreloError("NODE_TOO_OLD", `Prelo needs Node.js ${wanted}; this is ${version}`, {
      hint: "Install a newer one from https://nodejs.org.",
    });
  }
}
