import { earlyFrames } from '@confab/protocol';

/** The frames that came with an upgrade (EN8); undefined when there are none, or any of them is not as it shall be. */
export function readEarlyFrames(header: string | undefined): readonly string[] | undefined {
  const { protocol, prefix, maxFrames, maxChars } = earlyFrames;
  const names = header?.split(',').map((name) => name.trim()) ?? [];
  const carrying = names.filter((name) => name.startsWith(prefix));
  if (!names.includes(protocol) || carrying.length === 0 || carrying.length > maxFrames) return undefined;
  if (carrying.join('').length > maxChars) return undefined;
  const frames = carrying.map((name) => decode(name.slice(prefix.length)));
  return frames.every((frame) => frame !== undefined) ? frames : undefined;
}

function decode(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Node passes over what it cannot read.
  if (bytes.toString('base64url') !== text) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8.
    return undefined;
  }
}
