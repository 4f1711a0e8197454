/**
 * When a signed link ends, in milliseconds since the epoch; undefined when it does not say. Known
 * are `se=` of an Azure signature, `Expires=` of CloudFront and older S3 ones, and the date with a
 * length of time that newer ones of S3 (`X-Amz-…`) and Google (`X-Goog-…`) have.
 */
export function readLinkExpiry(link: string): number | undefined {
  if (!URL.canParse(link)) {
    return undefined;
  }
  const query = new URL(link).searchParams;
  const end = Date.parse(query.get("se") ?? "");
  if (!Number.isNaN(end)) {
    return end;
  }
  const seconds = query.get("Expires") ?? "";
  if (/^\d{1,12}$/.test(seconds)) {
    return Number(seconds) * 1000;
  }
  return readLifetime(query, "X-Amz") ?? readLifetime(query, "X-Goog");
}

/** The date is in the basic form of ISO 8601 that both write: 20261123T100000Z. */
function readLifetime(query: URLSearchParams, prefix: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get(`${prefix}-Date`) ?? "") ?? [];
  const start = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  const lifetime = query.get(`${prefix}-Expires`) ?? "";
  return Number.isNaN(start) || !/^\d{1,9}$/.test(lifetime)
    ? undefined
    : start + Number(lifetime) * 1000;
}
