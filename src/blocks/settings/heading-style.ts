import * as z from "zod";

/** How the Markdown page writes headings: `## Heading` or `**Heading**`. */
export const headingStyle = z.enum(["atx", "bold"]);
export type HeadingStyle = z.output<typeof headingStyle>;
