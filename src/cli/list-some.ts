/** Names in one line at the most. */
const mostNames = 10;

/** The first few names, and how many more there are. */
export function listSome(names: readonly string[]): string {
  const more = names.length - mostNames;
  return `${names.slice(0, mostNames).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
