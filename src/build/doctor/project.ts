import { readFileSync } from "node:fs";
import { join } from "node:path";
import { plural } from "../../job/diagnostics/plural.ts";
import { type Examine, ok, type Verdict } from "./verdict.ts";

export const examineJob: Examine = ({ job: { file, articles } }) => [
  ok(`${file} is valid: ${plural(articles.length, "article")}`),
];

/** An editor that knows an older version calls new keys unknown. */
export const examineSchemas: Examine = ({ job: { dir }, schemas }) =>
  Object.entries(schemas).map(([name, text]): Verdict => {
    const path = join(dir, "schema", name);
    try {
      return readFileSync(path, "utf8") === text
        ? ok(`schema/${name} is up to date`)
        : {
            status: "warning",
            message: `schema/${name} is of another version of Prelo`,
            hint: "`prelo schema` writes it anew; editors complete and check by it.",
          };
    } catch {
      return {
        status: "warning",
        message: `schema/${name} is not there, so editors do not complete or check`,
        hint: "`prelo schema` writes it.",
      };
    }
  });
