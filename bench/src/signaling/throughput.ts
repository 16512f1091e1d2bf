import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Figure, Tools } from '../Bench.ts';
import { inParallel } from '../measure/inParallel.ts';
import { median } from '../measure/statistics.ts';
import { BenchPeer } from './BenchPeer.ts';
import type { Round } from './roundTrips.ts';
import { measureRoundTrips } from './roundTrips.ts';
import { startEcho, startSignaling } from './startSignaling.ts';

const SOCKETS = 1_000;
const ROOM_SIZE = 10;
const ROUNDS = 7;
const ROUND_MS = 2_000;
const REQUEST = JSON.stringify({ t: 'req', id: '1', method: 'ping', params: {} });

/** Messages through session, limits, schema and router beside an echo of the same text by ws alone, taking turns. */
export async function measureThroughput(sfuUrl: string, { say, afterwards }: Tools): Promise<readonly Figure[]> {
  const [signaling, echo] = [await startSignaling(sfuUrl), await startEcho()];
  afterwards(() => signaling.stop());
  afterwards(() => echo.stop());
  const peers = Array.from(
    { length: SOCKETS },
    (_, index) => new BenchPeer(signaling.port, `room-${Math.floor(index / ROOM_SIZE)}`, index),
  );
  await inParallel(peers, 20, (peer) => peer.join());
  const bare = Array.from(
    { length: SOCKETS },
    () => new WebSocket(`ws://127.0.0.1:${echo.port}`, { perMessageDeflate: false }),
  );
  await inParallel(bare, SOCKETS, async (socket) => void (await once(socket, 'open')));

  const sides = {
    ours: {
      sockets: peers.map(({ socket }) => socket),
      isAnswer: (text: string) => text === '{"t":"res","id":"1","ok":true,"result":{}}',
      cpuNs: () => signaling.cpuNs(),
    },
    bare: { sockets: bare, isAnswer: (text: string) => text === REQUEST, cpuNs: () => echo.cpuNs() },
  };
  const rounds: { ours: Round[]; bare: Round[] } = { ours: [], bare: [] };
  // The first round of each only warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of ['bare', 'ours'] as const) {
      const measured = await measureRoundTrips({ ...sides[side], text: REQUEST, ms: ROUND_MS });
      if (round > 0) rounds[side].push(measured);
    }
    say(`round ${round} of ${ROUNDS}`);
  }
  for (const peer of peers) peer.cut();
  for (const socket of bare) socket.terminate();
  return toFigures(rounds);
}

function toFigures({ ours, bare }: { readonly ours: readonly Round[]; readonly bare: readonly Round[] }): Figure[] {
  const [ourUs, bareUs] = [ours, bare].map((rounds) => median(rounds.map(({ cpuUsPerMessage }) => cpuUsPerMessage)));
  const ratios = ours.map(({ cpuUsPerMessage }, index) => (bare[index]?.cpuUsPerMessage ?? NaN) / cpuUsPerMessage);
  const delivered = (rounds: readonly Round[]) => `delivered ${Math.round(median(rounds.map((r) => r.perSecond)))}/s`;
  const note = `${SOCKETS} sockets, median of ${ROUNDS} rounds of ${ROUND_MS / 1_000} s`;
  return [
    {
      what: 'bare ws echo, messages per core and second',
      value: 1e6 / (bareUs ?? NaN),
      unit: '/s',
      note: delivered(bare),
    },
    { what: 'signaling, messages per core and second', value: 1e6 / (ourUs ?? NaN), unit: '/s', note: delivered(ours) },
    { what: 'signaling / bare ws', value: median(ratios) * 100, unit: '%', aim: { atLeast: 60 }, note },
  ];
}
