/**
 * Whether a page of this origin may open our WebSocket (RFC 6455, section 10.2): one of the host that it asks, or one that
 * the operator has named. A missing Origin is refused as well: browsers always send it.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  // Exactly as browsers write it: `null`, a path or a user name are none of theirs or of ours.
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.origin !== origin) return false;
  if (allowed.includes(origin)) return true;
  // Parsed alike, so that a default port that one of them names does not matter.
  return (
    host !== undefined &&
    URL.canParse(`${url.protocol}//${host}`) &&
    new URL(`${url.protocol}//${host}`).host === url.host
  );
}
