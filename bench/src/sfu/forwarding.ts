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
  /** How many receive each stream, while all of it is forwarded. */
  readonly receiversOf: number;
};

/** What it cost to have it flow for a while, and what that brought. */
export type Window = {
  readonly cpuNs: number;
  /** What sends and receives: this process, all of its threads. */
  readonly generatorNs: number;
  readonly wallMs: number;
  /** What would arrive if nothing were lost or left out. */
  readonly due: number;
  readonly received: number;
  readonly lost: number;
};

/** Nothing has arrived for so long: what was sent is here, or lost. */
const DRAINED_AFTER_MS = 250;
/** Handshakes at once: more of them time out on a machine that is busy. */
const AT_A_TIME = 4;
const ROOM_RECEIVERS = 50;
/** From the first one that begins to send to the last. */
const SPREAD_MS = 100;
/** 600 kbit/s and a voice. */
const CAMERA = { framesPerSecond: 25, layers: [600_000] };

/** Rooms in which one sends camera and microphone to 50 others, so many receivers in all: a multiple of 50. */
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
    receiversOf: Math.min(ROOM_RECEIVERS, receivers),
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
  return { rig, senders: peers, streams, counts, everyone: peers, receiversOf: people - 1 };
}

/**
 * Lets it flow and run dry again, so that what was spent belongs to what was sent and nothing is on its way at either end
 * of it.
 */
export async function measure({ rig, senders, streams, counts, receiversOf }: Scene, ms: number): Promise<Window> {
  const of = { streams, counts, receiversOf };
  const before = snapshot(rig, of);
  const startedAt = performance.now();
  for (const sender of senders) {
    sender.start();
    // People do not send their pictures all in the same moment, which overflows a socket.
    await pause(SPREAD_MS / senders.length);
  }
  await pause(ms);
  for (const sender of senders) sender.stop();
  await untilDrained(counts);
  const after = snapshot(rig, of);
  return {
    wallMs: performance.now() - startedAt,
    cpuNs: after.cpuNs - before.cpuNs,
    generatorNs: after.generatorNs - before.generatorNs,
    due: after.due - before.due,
    received: after.received - before.received,
    lost: Math.max(0, after.lost - before.lost),
  };
}

async function untilDrained(counts: readonly Count[]): Promise<void> {
  for (let before = -1, now = packetsOf(counts); now !== before; now = packetsOf(counts)) {
    before = now;
    await pause(DRAINED_AFTER_MS);
  }
}

const packetsOf = (counts: readonly Count[]) => counts.reduce((sum, { packets }) => sum + packets, 0);

function snapshot({ workerPid }: Rig, of: Pick<Scene, 'streams' | 'counts' | 'receiversOf'>) {
  return {
    cpuNs: cpuNsOf(workerPid),
    generatorNs: cpuNsOf(process.pid),
    due: of.streams.reduce((sum, stream) => sum + stream.sent.packets, 0) * of.receiversOf,
    received: packetsOf(of.counts),
    lost: of.counts.reduce((sum, { lost }) => sum + lost, 0),
  };
}

/** All windows of one side as one. */
export const sumOf = (windows: readonly Window[]): Window => ({
  cpuNs: sum(windows, ({ cpuNs }) => cpuNs),
  generatorNs: sum(windows, ({ generatorNs }) => generatorNs),
  wallMs: sum(windows, ({ wallMs }) => wallMs),
  due: sum(windows, ({ due }) => due),
  received: sum(windows, ({ received }) => received),
  lost: sum(windows, ({ lost }) => lost),
});

const sum = (windows: readonly Window[], of: (window: Window) => number): number =>
  windows.reduce((total, window) => total + of(window), 0);

export const lossOf = ({ received, lost }: Window): number => (received + lost === 0 ? 1 : lost / (received + lost));
/** Of what would arrive if nothing were lost or left out. */
export const deliveryOf = ({ received, due }: Window): number => received / Math.max(1, due);
export const cpuPerPacketUs = ({ cpuNs, received }: Window): number => cpuNs / 1_000 / Math.max(1, received);
export const packetsPerSecond = ({ received, wallMs }: Window): number => (received / wallMs) * 1_000;
/** As a share of a core. */
export const busyShare = ({ cpuNs, wallMs }: Window): number => cpuNs / 1e6 / wallMs;
export const generatorShare = ({ generatorNs, wallMs }: Window): number => generatorNs / 1e6 / wallMs;
