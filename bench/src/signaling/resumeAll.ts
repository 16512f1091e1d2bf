import type { Figure, Tools } from '../Bench.ts';
import { inParallel, pause } from '../measure/inParallel.ts';
import { quantile } from '../measure/statistics.ts';
import { BenchPeer } from './BenchPeer.ts';
import { startSignaling } from './startSignaling.ts';

const PEERS = 1_000;
const ROOM_SIZE = 10;
const RETRY_WITHIN_MS = 1_000;

/** A network that goes for everyone at once: how long until they are back, each trying at once and then with jitter. */
export async function measureResumeAll(sfuUrl: string, { say, afterwards }: Tools): Promise<readonly Figure[]> {
  say(`${PEERS} peers lose their connection at once`);
  const signaling = await startSignaling(sfuUrl);
  afterwards(() => signaling.stop());
  const peers = Array.from(
    { length: PEERS },
    (_, index) => new BenchPeer(signaling.port, `room-${Math.floor(index / ROOM_SIZE)}`, index),
  );
  await inParallel(peers, 20, (peer) => peer.join());
  await pause(1_000);

  let failed = 0;
  const cutAt = performance.now();
  for (const peer of peers) peer.cut();
  const times = await Promise.all(
    peers.map(async (peer) => {
      while (
        !(await peer.resume().then(
          () => true,
          () => false,
        ))
      ) {
        failed++;
        if (performance.now() - cutAt > 60_000) throw new Error('somebody does not come back');
        await pause(Math.random() * RETRY_WITHIN_MS);
      }
      return performance.now() - cutAt;
    }),
  );
  for (const peer of peers) peer.cut();
  await signaling.stop();
  const note = `${failed} attempts failed; all at once from one process on this machine`;
  const what = `${PEERS.toLocaleString('en')} peers cut at once: back`;
  return [
    { what: `${what}, median`, value: quantile(times, 0.5) / 1_000, unit: 's' },
    { what: `${what}, 99 %`, value: quantile(times, 0.99) / 1_000, unit: 's', aim: { atMost: 10 }, note },
    { what: `${what}, the last one`, value: Math.max(...times) / 1_000, unit: 's' },
  ];
}
