import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Figure, Tools } from '../Bench.ts';
import type { MeasuredProcess } from '../measure/MeasuredProcess.ts';
import { inParallel, pause } from '../measure/inParallel.ts';
import { BenchPeer } from './BenchPeer.ts';
import { startEcho, startSignaling } from './startSignaling.ts';

const ROOM_SIZE = 10;
const SETTLE_MS = 3_000;
const WATCH_MS = 12_000;

/** What a peer costs that sits in a room and does nothing but ping, as everyone does. */
export async function measureIdle(
  sfuUrl: string,
  count: number,
  { say, afterwards }: Tools,
): Promise<readonly Figure[]> {
  say(`${count} idle peers`);
  const echoBytes = await measureBare(count, afterwards);
  const signaling = await startSignaling(sfuUrl);
  afterwards(() => signaling.stop());
  const before = signaling.residentBytes();
  const peers = Array.from(
    { length: count },
    (_, index) => new BenchPeer(signaling.port, `room-${Math.floor(index / ROOM_SIZE)}`, index),
  );
  await inParallel(peers, 20, (peer) => peer.join());
  for (const peer of peers) peer.keepPinging();
  await pause(SETTLE_MS);
  const [bytesBefore, cpuBefore, startedAt] = [transferred(peers), signaling.cpuNs(), performance.now()];
  await pause(WATCH_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const bytes = transferred(peers);
  const cpuNs = signaling.cpuNs() - cpuBefore;
  const resident = (signaling.residentBytes() - before) / count;
  for (const peer of peers) peer.cut();
  await signaling.stop();

  const what = `idle peer of ${count.toLocaleString('en')}`;
  const perSecond = (total: number) => total / count / seconds;
  const note = `rooms of ${ROOM_SIZE}; a bare ws socket: ${(echoBytes / 1_024).toFixed(1)} KiB`;
  return [
    { what: `${what}: resident memory`, value: resident / 1_024, unit: 'KiB', note },
    {
      what: `${what}: to the server`,
      value: perSecond(bytes.sent - bytesBefore.sent),
      unit: 'bytes/s',
      note: 'TCP payload',
    },
    {
      what: `${what}: to the peer`,
      value: perSecond(bytes.received - bytesBefore.received),
      unit: 'bytes/s',
      note: 'TCP payload',
    },
    { what: `${what}: CPU`, value: perSecond(cpuNs) / 1_000, unit: 'µs/s' },
  ];
}

async function measureBare(count: number, afterwards: Tools['afterwards']): Promise<number> {
  const echo: MeasuredProcess = await startEcho();
  afterwards(() => echo.stop());
  const before = echo.residentBytes();
  const sockets = Array.from({ length: count }, () => () => connect(echo.port));
  const open: WebSocket[] = [];
  await inParallel(sockets, 20, async (start) => void open.push(await start()));
  await pause(SETTLE_MS);
  const bytes = (echo.residentBytes() - before) / count;
  for (const socket of open) socket.terminate();
  await echo.stop();
  return bytes;
}

async function connect(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
}

function transferred(peers: readonly BenchPeer[]) {
  const all = peers.map(({ transferredBytes }) => transferredBytes);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { sent: sum(all.map(({ sent }) => sent)), received: sum(all.map(({ received }) => received)) };
}
