/** What a picture's time goes into, and what is sent: means of what both browsers tell, of the path that is measured. */
const parts = {
  encodeMs: 'ms to encode',
  layers: 'layers',
  sendKbps: 'kbit/s',
  availableKbps: 'kbit/s thought possible',
  framesPerSecond: 'pictures a second',
  sendDelayMs: 'ms until a packet leaves',
  rttMs: 'ms there and back',
  bufferMs: 'ms in the buffer',
  bufferTargetMs: 'ms wanted there',
  decodeMs: 'ms to decode',
  processingMs: 'ms from a first packet to the decoded picture',
} as const;

type Part = keyof typeof parts;
export type Way = Readonly<Partial<Record<Part, number>>>;

const names = Object.keys(parts) as Part[];

/** Of each part the mean of those who tell of it. */
export function meanWay(ways: readonly Way[]): Way {
  const told = names.flatMap((name) => {
    const values = ways.flatMap((way) => way[name] ?? []);
    return values.length === 0 ? [] : [[name, values.reduce((sum, value) => sum + value, 0) / values.length] as const];
  });
  return Object.fromEntries(told);
}

export const describeWay = (way: Way): string =>
  names.flatMap((name) => (way[name] === undefined ? [] : `${toText(way[name])} ${parts[name]}`)).join(', ');

const toText = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
