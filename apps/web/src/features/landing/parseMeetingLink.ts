import { isRoomId } from '@confab/protocol';

/** Where a code or a link leads: to a path of this site, or to another one. */
export type MeetingLink =
  | { readonly kind: 'here'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly url: string };

/** Understands a bare code, a path, and a link with or without its scheme. Undefined: it is none of these. */
export function parseMeetingLink(text: string, origin: string): MeetingLink | undefined {
  const input = text.trim();
  if (isRoomId(input)) return { kind: 'here', path: `/r/${input}` };

  const url = toUrl(input, origin);
  const code = /^\/r\/([^/]+)\/?$/.exec(url?.pathname ?? '')?.[1];
  if (url === undefined || code === undefined || !isRoomId(code)) return undefined;
  if (url.origin !== origin) return { kind: 'elsewhere', url: url.href };
  return { kind: 'here', path: `/r/${code}${url.search}` };
}

/** People copy links without their scheme, too. Only http and https lead anywhere. */
function toUrl(text: string, origin: string): URL | undefined {
  const { protocol } = new URL(origin);
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = URL.parse(hasScheme || text.startsWith('/') ? text : `${protocol}//${text}`, origin);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
