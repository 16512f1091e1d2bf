import type { CallSession, CallStatistics } from '@confab/client';
import type { Way } from '../Way.ts';
import { meanWay } from '../Way.ts';

/** Follows what this end of the call tells of itself; the returned function ends it and says the mean. */
export function watchWay(call: CallSession): () => Way {
  const ways: Way[] = [];
  // The first sample is of the time before.
  let isNew = false;
  const unsubscribe = call.statistics.subscribe((statistics) => {
    if (isNew) ways.push(toWay(statistics, call.getSnapshot().topology));
  });
  isNew = true;
  return () => {
    unsubscribe();
    return meanWay(ways);
  };
}

function toWay({ paths, outgoing, incoming }: CallStatistics, topology: 'p2p' | 'sfu'): Way {
  const sent = outgoing.find(({ by, source }) => by === topology && source === 'camera');
  const received = incoming.find(({ by, trackId }) => by === topology && trackId.endsWith(':camera'));
  const path = paths.find(({ by, direction }) => by === topology && direction === 'send');
  const told = {
    encodeMs: sent?.encodeMsPerFrame,
    layers: sent?.layers,
    sendKbps: sent && sent.sendBps / 1_000,
    availableKbps: path?.availableSendBps && path.availableSendBps / 1_000,
    sendDelayMs: sent?.sendDelayMs,
    rttMs: path?.rttMs,
    framesPerSecond: received?.framesPerSecond,
    bufferMs: received?.bufferMs,
    bufferTargetMs: received?.bufferTargetMs,
    decodeMs: received?.decodeMsPerFrame,
    processingMs: received?.processingMs,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}
