import { NodePeer } from '@confab/node-peer';
import { startServices } from '@confab/node-peer/testing';
import type { Figure, Tools } from '../Bench.ts';
import { inParallel, numbers, pause } from '../measure/inParallel.ts';
import { median } from '../measure/statistics.ts';

const GIVE_UP_MS = 30_000;
/** Slow pictures: what is measured is how soon each begins, with the key frame that is asked for. */
const CAMERA = { framesPerSecond: 4, layers: [30_000] };

type Crowd = { readonly producers: number; readonly joins: number; readonly tools: Tools };

/** M6: how long whoever joins a full room waits until a picture of everyone has come. */
export async function joinCrowd(workerBin: string, { producers, joins, tools }: Crowd): Promise<readonly Figure[]> {
  const { say, afterwards } = tools;
  const services = await startServices({ workerBin, workers: 1, isBuilt: true, sfuEnv: ONE_WORKER });
  afterwards(() => services.stop());
  const join = (displayName: string, receives: boolean) =>
    NodePeer.join({ url: services.url, roomId: 'crowd', displayName, receives });
  const crowd: NodePeer[] = [];
  afterwards(async () => void (await Promise.all(crowd.map((peer) => peer.close()))));
  await inParallel(numbers(producers), 5, async () => {
    // Who receives is measured; all of these receiving each other would be 9,900 streams of the machine's time.
    const peer = await join('One of many', false);
    crowd.push(peer);
    await peer.send('camera', CAMERA);
  });
  say(`${crowd.length} send`);
  const joined: number[] = [];
  const seen: number[] = [];
  const frames: number[] = [];
  for (let attempt = 0; attempt < joins; attempt++) {
    const startedAt = performance.now();
    const peer = await join('The last one', true);
    joined.push(performance.now() - startedAt);
    while (peer.received().filter(({ keyFrames }) => keyFrames > 0).length < producers) {
      if (performance.now() - startedAt > GIVE_UP_MS)
        throw new Error(`of ${producers} only ${peer.received().length} came`);
      await pause(5);
    }
    seen.push(performance.now() - startedAt);
    frames.push(peer.offerFrames);
    await peer.close();
    say(`joined after ${joined.at(-1)?.toFixed(0)} ms, saw everyone after ${seen.at(-1)?.toFixed(0)} ms`);
  }
  const note = `median of ${joins}; a peer in Node, which has no offer and answer to make`;
  return [
    { what: `M6 joining ${producers} senders: both transports connected`, value: median(joined), unit: 'ms', note },
    {
      what: `M6 joining ${producers} senders: a key frame of each`,
      value: median(seen),
      unit: 'ms',
      aim: { atMost: 1_000 },
      note,
    },
    { what: `M6 frames that offer the ${producers} streams`, value: median(frames), unit: '', aim: { atMost: 1 } },
  ];
}

const ONE_WORKER = { MEDIASOUP_ROOM_PEERS_PER_WORKER: '100' };
