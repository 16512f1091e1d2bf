import type { Account } from './Account.ts';
import { isSilent, isVoiceOf, seatName, seatOf, takeAccount, voicesIn } from './Account.ts';
import type { Frame } from './page/installMeters.ts';
import { pageContract } from './pageContract.ts';
import type { Person } from './Person.ts';

type Moment = { readonly atMs: number; readonly who: string; readonly text: string };

/** Longer than what a busy machine tears out of a sound or a picture. */
const PAUSE_MS = 400;

/** What happened on every page of the test, in one order: states, sockets, connections, who began and ceased to be heard and seen. */
export async function describeTimeline(everyone: readonly Person[]): Promise<string> {
  const all = await Promise.allSettled(everyone.map((person) => momentsOf(person)));
  const moments = all.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const [first] = moments.toSorted((one, other) => one.atMs - other.atMs);
  const startMs = first?.atMs ?? 0;
  return moments
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ atMs, who, text }) => `${((atMs - startMs) / 1_000).toFixed(1).padStart(7)} s  ${who}: ${text}`)
    .join('\n');
}

async function momentsOf(person: Person): Promise<readonly Moment[]> {
  const [account, frames, diary, originMs] = await Promise.all([
    takeAccount(person),
    person.frames(),
    person.diary(),
    person.page.evaluate(() => performance.timeOrigin),
  ]);
  const onPage = [...soundMoments(account), ...sightMoments(account, frames)];
  return [
    ...diary.map(({ atMs, text }) => ({ atMs, text, who: person.name })),
    ...onPage.map(({ atMs, text }) => ({ atMs: atMs + originMs, text, who: person.name })),
  ];
}

type PageMoment = { readonly atMs: number; readonly text: string };

function soundMoments(account: Account): readonly PageMoment[] {
  const heard = account.sounds
    .filter((sound) => !isSilent(sound))
    .map((sound) => {
      const seat = seatOf(account, sound);
      const voices = voicesIn(account, sound).map(({ name }) => name);
      const isOwn = seat !== undefined && isVoiceOf(account, sound, seat) && voices.length === 1;
      const what = isOwn ? seat.name : `${voices.join(' and ') || 'a sound of nobody'} from ${seatName(seat)}`;
      return { atMs: sound.atMs, what };
    });
  return spansOf(heard, account.listenedUntilMs).flatMap(({ what, fromMs, untilMs }) => [
    { atMs: fromMs, text: `hears ${what}` },
    ...(untilMs === undefined ? [] : [{ atMs: untilMs, text: `hears ${what} no more` }]),
  ]);
}

function sightMoments({ listener, listenedUntilMs }: Account, frames: readonly Frame[]): readonly PageMoment[] {
  // One's own preview says nothing about the call.
  const ofOthers = frames.filter(({ seat }) => seat !== pageContract.ownTileName(listener.name));
  const seen = ofOthers.map(({ atMs, seat, index }) => {
    const face = listener.everyone.find(({ identity }) => identity.index === index)?.name ?? 'nobody';
    return { atMs, what: face === seat ? face : `the face of ${face} in the tile "${seat}"` };
  });
  return spansOf(seen, listenedUntilMs).flatMap(({ what, fromMs, untilMs }) => [
    { atMs: fromMs, text: `sees ${what}` },
    ...(untilMs === undefined ? [] : [{ atMs: untilMs, text: `sees ${what} no more` }]),
  ]);
}

/** From when until when each of them was there without a pause; undefined: until the end. */
function spansOf(found: readonly { readonly atMs: number; readonly what: string }[], endMs: number) {
  const byWhat = new Map<string, { readonly atMs: number }[]>();
  for (const { atMs, what } of found) {
    const times = byWhat.get(what) ?? [];
    times.push({ atMs });
    byWhat.set(what, times);
  }
  return [...byWhat].flatMap(([what, times]) => {
    const spans: { what: string; fromMs: number; untilMs: number | undefined }[] = [];
    let lastMs = Number.NEGATIVE_INFINITY;
    for (const { atMs } of times) {
      const current = spans.at(-1);
      if (!current || atMs - lastMs > PAUSE_MS) {
        if (current) current.untilMs = lastMs;
        spans.push({ what, fromMs: atMs, untilMs: undefined });
      }
      lastMs = atMs;
    }
    const current = spans.at(-1);
    if (current && endMs - lastMs > PAUSE_MS) current.untilMs = lastMs;
    return spans;
  });
}
