/** A piece of a message: text as it was written, or an address to go to. */
export type ChatPart = { readonly text: string; readonly href?: string };

/** Finds http and https addresses; everything else stays text, whatever it looks like. */
export function toChatParts(text: string): readonly ChatPart[] {
  const parts: ChatPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi)) {
    // The sentence's own punctuation is not part of the address.
    const address = match[0].replace(/[.,;:!?'"…]+$|(?<=^[^(]*)\)+$/u, '');
    const href = toHref(address);
    if (href === undefined) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function toHref(address: string): string | undefined {
  const url = URL.parse(address);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}
