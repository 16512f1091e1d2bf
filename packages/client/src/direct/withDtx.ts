/**
 * A description of the other end that asks for silence to be left out (DTX: RFC 7587, section 6.1) in these of its media
 * sections. Browsers leave it out only where they are asked to, and ask for it themselves nowhere.
 */
export function withDtx(sdp: string, mids: readonly string[]): string {
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (mids.includes(midOf(section)) ? askedForDtx(section) : section))
    .join('');
}

const midOf = (section: string): string => /^a=mid:(\S+)/m.exec(section)?.[1] ?? '';

function askedForDtx(section: string): string {
  const payloadType = /^a=rtpmap:(\d+) opus\/48000/im.exec(section)?.[1];
  if (payloadType === undefined) return section;
  const format = new RegExp(`^(a=fmtp:${payloadType} [^\\r\\n]*)`, 'm');
  const [, line] = format.exec(section) ?? [];
  if (line?.includes('usedtx=')) return section;
  if (line !== undefined) return section.replace(format, '$1;usedtx=1');
  return section.replace(
    new RegExp(`^(a=rtpmap:${payloadType} [^\\r\\n]*)(\\r?\\n)`, 'm'),
    `$1$2a=fmtp:${payloadType} usedtx=1$2`,
  );
}
