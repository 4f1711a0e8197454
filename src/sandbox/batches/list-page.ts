import { refuse } from "../wire.ts";

interface Listed {
  readonly id: string;
  describe(): object;
}

/**
 * A page of a list, the way the API gives it.
 * @param all in the order in which they are listed
 * @param query `limit`, and `after`: the last id of the page before
 * @param most the largest limit
 * @param usual the limit of a request that names none
 * @throws ApiError 400 that names the parameter
 */
export function listPage(
  all: readonly Listed[],
  query: URLSearchParams,
  { most, usual }: { readonly most: number; readonly usual: number },
): object {
  const limit = Number(query.get("limit") ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    const message = `Invalid 'limit': expected an integer from 1 to ${most}.`;
    throw refuse("limit", "invalid_value", message);
  }
  const after = query.get("after");
  const last = after === null ? -1 : all.findIndex(({ id }) => id === after);
  if (after !== null && last < 0) {
    throw refuse("after", "invalid_value", `Invalid 'after': nothing has the id '${after}'.`);
  }
  const page = all.slice(last + 1, last + 1 + limit);
  return {
    object: "list",
    data: page.map((item) => item.describe()),
    first_id: page[0]?.id ?? "",
    last_id: page.at(-1)?.id ?? "",
    has_more: last + 1 + limit < all.length,
  };
}
