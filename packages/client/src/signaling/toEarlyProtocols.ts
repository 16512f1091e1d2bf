import { earlyFrames } from '@confab/protocol';

/** The subprotocols that carry the first of these frames, as many as may; none when that is not one. */
export function toEarlyProtocols(frames: readonly string[]): readonly string[] {
  const { plainProtocol, protocol, prefix, maxFrames, maxChars } = earlyFrames;
  const names: string[] = [];
  let chars = 0;
  for (const frame of frames.slice(0, maxFrames)) {
    if (hasSecret(frame)) break;
    const name = prefix + toBase64Url(frame);
    chars += name.length;
    // A browser refuses to say the same twice.
    if (chars > maxChars || names.includes(name)) break;
    names.push(name);
  }
  return names.length > 0 ? [plainProtocol, protocol, ...names] : [];
}

/** Within a text quotation marks are escaped, so only a field looks like that. */
function hasSecret(frame: string): boolean {
  return earlyFrames.secrets.some((name) => frame.includes(`"${name}":`));
}

function toBase64Url(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
