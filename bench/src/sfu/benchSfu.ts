import { loadavg } from 'node:os';
import type { Bench, Figure, Tools } from '../Bench.ts';
import { GENERATOR_CORE, pinTo } from '../measure/pinTo.ts';
import type { Scene, Window } from './forwarding.ts';
import { busyShare, cpuPerPacketUs, lossOf, measure, setAudience, setMeeting, sumOf } from './forwarding.ts';
import { joinCrowd } from './joinCrowd.ts';
import type { Rig } from './Rig.ts';
import { startBareRig } from './startBareRig.ts';
import { startOurRig } from './startOurRig.ts';

const AUDIENCES = [50, 100];
const ROUNDS = 3;
const WINDOW_MS = 2_500;
const MEETING = 25;
const ON_SCREEN = 9;
/** What M2 allows; with more lost the figures say nothing of the sfu. */
const MAX_LOSS = 0.001;

/** What forwarding costs, beside what mediasoup alone costs, with real ICE, DTLS and SRTP at both ends. */
export const benchSfu: Bench = async (tools) => {
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
  if (!workerBin) throw new Error('MEDIASOUP_WORKER_BIN is not set: use `npm run bench`, which sets it');
  pinTo(GENERATOR_CORE, process.pid);
  const rigs = [await startOurRig(workerBin, tools), await startBareRig(workerBin, tools)] as const;
  const figures: Figure[] = [];
  for (const receivers of AUDIENCES) figures.push(...(await compareAudiences(rigs, { receivers, tools })));
  figures.push(...(await compareMeetings(rigs, tools)));
  figures.push(...(await joinCrowd(workerBin, tools)));
  return figures;
};

type Rigs = readonly [Rig, Rig];

/** M1 and M2. */
async function compareAudiences(rigs: Rigs, { receivers, tools }: { receivers: number; tools: Tools }) {
  const scenes = [await setAudience(rigs[0], receivers), await setAudience(rigs[1], receivers)] as const;
  const [ours, bare] = await takeTurns(scenes, tools);
  closeAll(scenes);
  const where = `at ${receivers} receivers`;
  const perCore = (window: Window) => receivers / busyShare(window);
  return [
    figure(`M1 ours: CPU for a forwarded packet ${where}`, cpuPerPacketUs(ours), { unit: 'µs', note: noteOf(ours) }),
    figure(`M1 bare mediasoup ${where}`, cpuPerPacketUs(bare), { unit: 'µs', note: noteOf(bare) }),
    figure(`M1 ours / bare ${where}`, cpuPerPacketUs(ours) / cpuPerPacketUs(bare), { aim: { atMost: 1.05 } }),
    figure(`M2 ours: receivers of 600 kbit/s and a voice for a core, by CPU ${where}`, perCore(ours)),
    figure(`M2 ours / bare ${where}`, perCore(ours) / perCore(bare), { aim: { atLeast: 0.95 } }),
  ];
}

/** M3: all of everyone, and what is on the screen. */
async function compareMeetings(rigs: Rigs, tools: Tools): Promise<Figure[]> {
  const wish = { room: 'meeting', people: MEETING };
  const scenes = [await setMeeting(rigs[0], wish), await setMeeting(rigs[1], wish)] as const;
  const [all, bare] = await takeTurns(scenes, tools);
  const [ourScene] = scenes;
  const people = ourScene.senders;
  await Promise.all(
    people.map((peer, index) => {
      const others = [...people.slice(index + 1), ...people.slice(0, index)];
      return peer.showOnly(others.slice(0, ON_SCREEN), others.slice(ON_SCREEN));
    }),
  );
  const [less] = await takeTurns([ourScene], tools);
  closeAll(scenes);
  const perCore = (window: Window) => MEETING / busyShare(window);
  const room = `in a room of ${MEETING}`;
  return [
    figure(`M3 bare: people for a core ${room}, all of everyone`, perCore(bare), { note: noteOf(bare) }),
    figure(`M3 ours: the same, everyone shown as large as sent`, perCore(all), { note: noteOf(all) }),
    figure(`M3 ours: the same, ${ON_SCREEN} shown small`, perCore(less), { aim: { atLeast: 200 }, note: noteOf(less) }),
    figure('M3 packets forwarded, shown only / all', less.received / less.wallMs / (bare.received / bare.wallMs)),
  ];
}

/** One after the other, there and back, so that neither has the better moments. */
async function takeTurns(scenes: readonly Scene[], { say }: Tools): Promise<[Window, Window]> {
  const windows = scenes.map((): Window[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    const order = scenes.map((scene, index) => ({ scene, index }));
    for (const { scene, index } of round % 2 === 0 ? order : order.reverse()) {
      const window = await measure(scene, WINDOW_MS);
      windows[index]?.push(window);
      say(`${scene.rig.name}: ${noteOf(window)}, ${cpuPerPacketUs(window).toFixed(2)} µs a packet`);
    }
  }
  const [first = [], second = first] = windows;
  return [sumOf(first), sumOf(second)];
}

const closeAll = (scenes: readonly Scene[]) => {
  for (const { everyone } of scenes) for (const peer of everyone) peer.close();
};

function noteOf(window: Window): string {
  const loss = lossOf(window);
  const perSecond = Math.round((window.received / window.wallMs) * 1_000).toLocaleString('en');
  const doubt = loss > MAX_LOSS ? ', too much to count' : '';
  return `${perSecond} packets/s, ${(loss * 100).toFixed(3)} % lost${doubt}, load ${loadavg()[0]?.toFixed(0)}`;
}

const figure = (what: string, value: number, rest: Partial<Figure> = {}): Figure => ({
  unit: '',
  ...rest,
  what,
  value,
});
