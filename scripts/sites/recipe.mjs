// What docs/how-to/sites.md tells the users of one generator to do.
import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/how-to/sites.md", import.meta.url), "utf8");

/**
 * @param {string} heading of the generator's section, or how it begins
 * @returns the job's settings (YAML), the commands, and the files of the site by their names
 */
export function readRecipe(heading) {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading));
  if (section === undefined) {
    throw new Error(`docs/how-to/sites.md has no section “${heading}”`);
  }
  const recipe = { job: "", shell: "", files: {} };
  for (const [, language, code] of section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) {
    const [, name] = /^(?:#|\/\/) (\S+\.\w+)\n/.exec(code) ?? [];
    if (language === "sh") {
      recipe.shell += code;
    } else if (name === "pipeline.yaml") {
      recipe.job = code;
    } else {
      recipe.files[name] = code;
    }
  }
  return recipe;
}
