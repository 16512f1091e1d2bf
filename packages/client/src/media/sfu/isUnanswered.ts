import type { RawReport } from '../../statistics/RawStats.ts';

/**
 * Whether a path that we send by brings nothing back: an sfu tells every 100 ms what has come of the media that is sent to it
 * (transport-wide feedback). False where nothing is sent, or the browser does not say when packets came and went.
 */
export function isUnanswered(sendPath: RawReport): boolean {
  const pairs = [...sendPath.values()].filter(({ type }) => type === 'candidate-pair');
  const newest = (key: string) =>
    Math.max(...pairs.map((pair) => (typeof pair[key] === 'number' ? pair[key] : -Infinity)));
  const [now, sentAt, receivedAt] = [
    newest('timestamp'),
    newest('lastPacketSentTimestamp'),
    newest('lastPacketReceivedTimestamp'),
  ];
  return now - sentAt <= SENDING_MS && receivedAt > -Infinity && sentAt - receivedAt >= UNANSWERED_MS;
}

const SENDING_MS = 500;
const UNANSWERED_MS = 1_000;
