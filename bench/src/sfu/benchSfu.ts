import type { Bench, Figure, Tools } from '../Bench.ts';
import { GENERATOR_CORE, pinTo } from '../measure/pinTo.ts';
import type { Side, Turns } from './compareRigs.ts';
import { judged, noteOf, ratioOf, takeTurns } from './compareRigs.ts';
import type { Scene } from './forwarding.ts';
import { busyShare, packetsPerSecond, setAudience, setMeeting } from './forwarding.ts';
import { joinCrowd } from './joinCrowd.ts';
import type { Rig } from './Rig.ts';
import { startBareRig } from './startBareRig.ts';
import { startOurRig } from './startOurRig.ts';

/** `--short`: whether it runs, and what it will be about. */
type Plan = Turns & { readonly audiences: readonly number[]; readonly producers: number; readonly joins: number };
const full: Plan = { audiences: [50, 100, 200], rounds: 9, windowMs: 1_500, producers: 99, joins: 3 };
const short: Plan = { audiences: [50], rounds: 3, windowMs: 1_000, producers: 24, joins: 1 };

const MEETING = 25;
/** Of 25 who all send all to each other the generator cannot be on one core. */
const SMALL_MEETING = 8;
const ON_SCREEN = 9;

/** What forwarding costs, beside what mediasoup alone costs, with real ICE, DTLS and SRTP at both ends. */
export const benchSfu: Bench = async (tools) => {
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
  if (!workerBin) throw new Error('MEDIASOUP_WORKER_BIN is not set: use `npm run bench`, which sets it');
  const plan = 'short' in tools.options ? short : full;
  pinTo(GENERATOR_CORE, process.pid);
  const rigs = [await startOurRig(workerBin, tools), await startBareRig(workerBin, tools)] as const;
  const figures: Figure[] = [];
  for (const receivers of plan.audiences) figures.push(...(await compareAudiences(rigs, { receivers, plan }, tools)));
  figures.push(...(await compareMeetings(rigs, plan, tools)));
  figures.push(...(await joinCrowd(workerBin, { ...plan, tools })));
  return figures;
};

type Rigs = readonly [Rig, Rig];

/** M1 and M2. */
async function compareAudiences(rigs: Rigs, { receivers, plan }: { receivers: number; plan: Plan }, tools: Tools) {
  const scenes = [await setAudience(rigs[0], receivers), await setAudience(rigs[1], receivers)] as const;
  const [ours, bare] = both(await takeTurns(scenes, plan, tools));
  await closeAll(scenes);
  const where = `at ${receivers} receivers`;
  const perCore = ({ all, usPerPacket }: Side) => 1e6 / usPerPacket / (packetsPerSecond(all) / receivers);
  const note = (side: Side) => ({ note: noteOf(side.all) });
  return [
    figure(`M1 ours: CPU for a forwarded packet ${where}`, ours.usPerPacket, { unit: 'µs', ...note(ours) }),
    figure(`M1 bare mediasoup ${where}`, bare.usPerPacket, { unit: 'µs', ...note(bare) }),
    figure(`M1 ours / bare ${where}`, ratioOf(ours, bare), { aim: { atMost: 1.05 } }),
    figure(`M2 ours: receivers of 600 kbit/s and a voice for a core, by CPU ${where}`, perCore(ours)),
    figure(`M2 bare: the same`, perCore(bare)),
    figure(`M2 ours / bare ${where}`, 1 / ratioOf(ours, bare), { aim: { atLeast: 0.95 } }),
  ];
}

/** M3: rooms in which only what is on the screen and who is heard is forwarded, and, smaller ones, in which all is. */
async function compareMeetings(rigs: Rigs, plan: Plan, tools: Tools): Promise<Figure[]> {
  const wish = { room: 'small', people: SMALL_MEETING };
  const small = [await setMeeting(rigs[0], wish), await setMeeting(rigs[1], wish)] as const;
  const [all, bare] = both(await takeTurns(small, plan, tools));
  await closeAll(small);
  const large = await setMeeting(rigs[0], { room: 'large', people: MEETING });
  await showOnlySome(large);
  const [less] = both(await takeTurns([large], plan, tools));
  await closeAll([large]);
  const perCore = (side: Side, people: number) => people / busyShare(side.all);
  // Of two layers one is forwarded, and of eight voices the loudest ones.
  const note = (side: Side) => ({ note: noteOf(side.all, false) });
  return [
    figure(
      `M3 bare: people for a core in rooms of ${SMALL_MEETING}, all of everyone`,
      perCore(bare, SMALL_MEETING),
      note(bare),
    ),
    figure('M3 ours: the same', perCore(all, SMALL_MEETING), note(all)),
    figure(`M3 ours: people for a core in rooms of ${MEETING}, ${ON_SCREEN} shown small`, perCore(less, MEETING), {
      ...judged(less, { atLeast: 200 }),
      ...note(less),
    }),
  ];
}

async function showOnlySome({ senders }: Scene): Promise<void> {
  await Promise.all(
    senders.map((peer, index) => {
      const others = [...senders.slice(index + 1), ...senders.slice(0, index)];
      return peer.showOnly(others.slice(0, ON_SCREEN), others.slice(ON_SCREEN));
    }),
  );
}

function both([first, second = first]: readonly Side[]): [Side, Side] {
  if (!first || !second) throw new Error('nothing was measured');
  return [first, second];
}

const closeAll = (scenes: readonly Scene[]) =>
  Promise.all(scenes.flatMap(({ everyone }) => everyone).map((peer) => peer.close()));

const figure = (what: string, value: number, rest: Partial<Figure> = {}): Figure => ({
  unit: '',
  ...rest,
  what,
  value,
});
