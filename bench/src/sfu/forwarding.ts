import type { StreamSender } from '@confab/node-peer';
import { cpuNsOf } from '../measure/cpuNsOf.ts';
import { inParallel, numbers, pause } from '../measure/inParallel.ts';
import type { Count, Rig, RigPeer } from './Rig.ts';

/** People and what they receive, ready to flow. */
export type Scene = {
  readonly rig: Rig;
  readonly senders: readonly RigPeer[];
  readonly streams: readonly StreamSender[];
  readonly counts: readonly Count[];
  readonly everyone: readonly RigPeer[];
};

/** What one window of time cost and brought. */
export type Window = {
  readonly cpuNs: number;
  readonly wallMs: number;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
};

const SETTLE_MS = 1_000;
/** Handshakes at once: more of them time out on a machine that is busy. */
const AT_A_TIME = 4;
const ROOM_RECEIVERS = 50;
/** 600 kbit/s and a voice. */
const CAMERA = { framesPerSecond: 25, layers: [600_000] };

/** Rooms in which one sends camera and microphone to 50 others, so many receivers in all. */
export async function setAudience(rig: Rig, receivers: number): Promise<Scene> {
  const rooms = Array.from({ length: Math.ceil(receivers / ROOM_RECEIVERS) }, (_, index) => `${receivers}-${index}`);
  const scenes: { sender: RigPeer; streams: StreamSender[]; counts: Count[]; peers: RigPeer[] }[] = [];
  for (const [index, room] of rooms.entries()) {
    const sender = await rig.openPeer(room);
    const streams = [await sender.send('microphone', {}), await sender.send('camera', CAMERA)];
    const count = Math.min(ROOM_RECEIVERS, receivers - index * ROOM_RECEIVERS);
    scenes.push({ sender, streams, ...(await openReceivers(rig, { room, count, senders: [sender] })) });
  }
  const senders = scenes.map(({ sender }) => sender);
  return {
    rig,
    senders,
    streams: scenes.flatMap(({ streams }) => streams),
    counts: scenes.flatMap(({ counts }) => counts),
    everyone: [...senders, ...scenes.flatMap(({ peers }) => peers)],
  };
}

type Wish = { readonly room: string; readonly count: number; readonly senders: readonly RigPeer[] };

async function openReceivers(rig: Rig, { room, count, senders }: Wish) {
  const peers: RigPeer[] = [];
  const counts: Count[] = [];
  await inParallel(numbers(count), AT_A_TIME, async () => {
    const peer = await rig.openPeer(room);
    peers.push(peer);
    counts.push(...(await peer.receive(senders)));
  });
  return { peers, counts };
}

/** A room in which everyone sends both and receives all of the others. */
export async function setMeeting(
  rig: Rig,
  { room, people }: { readonly room: string; readonly people: number },
): Promise<Scene> {
  const peers: RigPeer[] = [];
  const streams: StreamSender[] = [];
  const counts: Count[] = [];
  await inParallel(numbers(people), AT_A_TIME, async () => {
    const peer = await rig.openPeer(room);
    streams.push(await peer.send('microphone', {}));
    streams.push(await peer.send('camera', { framesPerSecond: 15, layers: [100_000, 300_000] }));
    peers.push(peer);
  });
  await inParallel(peers, AT_A_TIME, async (peer) => {
    counts.push(...(await peer.receive(peers.filter((one) => one !== peer))));
  });
  return { rig, senders: peers, streams, counts, everyone: peers };
}

/** Lets it flow, and measures when it does. */
export async function measure({ rig, senders, streams, counts }: Scene, ms: number): Promise<Window> {
  for (const sender of senders) sender.start();
  await pause(SETTLE_MS);
  const before = snapshot(rig, { streams, counts });
  const startedAt = performance.now();
  await pause(ms);
  const after = snapshot(rig, { streams, counts });
  const wallMs = performance.now() - startedAt;
  for (const sender of senders) sender.stop();
  return {
    wallMs,
    cpuNs: after.cpuNs - before.cpuNs,
    sent: after.sent - before.sent,
    received: after.received - before.received,
    lost: Math.max(0, after.lost - before.lost),
  };
}

function snapshot({ workerPid }: Rig, { streams, counts }: Pick<Scene, 'streams' | 'counts'>) {
  return {
    cpuNs: cpuNsOf(workerPid),
    sent: streams.reduce((sum, stream) => sum + stream.sent.packets, 0),
    received: counts.reduce((sum, { packets }) => sum + packets, 0),
    lost: counts.reduce((sum, { lost }) => sum + lost, 0),
  };
}

/** All windows of one side as one. */
export const sumOf = (windows: readonly Window[]): Window => ({
  cpuNs: windows.reduce((sum, one) => sum + one.cpuNs, 0),
  wallMs: windows.reduce((sum, one) => sum + one.wallMs, 0),
  sent: windows.reduce((sum, one) => sum + one.sent, 0),
  received: windows.reduce((sum, one) => sum + one.received, 0),
  lost: windows.reduce((sum, one) => sum + one.lost, 0),
});

export const lossOf = ({ received, lost }: Window): number => (received + lost === 0 ? 1 : lost / (received + lost));
export const cpuPerPacketUs = ({ cpuNs, received }: Window): number => cpuNs / 1_000 / Math.max(1, received);
/** As a share of a core. */
export const busyShare = ({ cpuNs, wallMs }: Window): number => cpuNs / 1e6 / wallMs;
