import type { Person } from '../src/index.ts';
import { expect } from '../src/index.ts';
import { test } from './page/test.ts';

/**
 * The kit judged by itself, on a page that plays and shows what it is told to: what a real call must never do,
 * the assertions have to notice and to name.
 */

/** More than a busy machine tears out of a sound, as in the tests of calls. */
const GAP_MS = 2_000;
/** Long enough to have listened for the second that is judged. */
const BRIEFLY = { timeoutMs: 5_000 };
/** Long enough to have looked several times. */
const AT_A_GLANCE = { timeoutMs: 2_500 };
const complaint = (assertion: Promise<unknown>): Promise<string> => assertion.then(() => 'it passed', String);

/** Asks again until the complaint is that: a picture that is on its way is not in the wrong tile yet. */
const expectComplaint = (assert: () => Promise<unknown>, text: string | RegExp): Promise<void> =>
  expect.poll(() => complaint(assert())).toMatch(text instanceof RegExp ? text : new RegExp(escapeForRegExp(text)));
const escapeForRegExp = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Does to what is sent, or shown, what people and machines do to it. */
const interfere = (listener: Person, { name }: Person, wish: { isSending?: boolean; isFrozen?: boolean }) =>
  listener.page.evaluate(
    ([seatName, { isSending = true, isFrozen = false }]) => {
      const seat = globalThis.confabTestkitSeats?.get(seatName);
      for (const track of seat?.sent ?? []) track.enabled = isSending;
      if (isFrozen) seat?.tile.querySelector('video')?.pause();
    },
    [name, wish] as const,
  );

test.describe('the assertions', () => {
  let ada: Person;
  let bob: Person;
  let cleo: Person;
  test.beforeEach(async ({ visit, arrive }) => {
    [ada, bob, cleo] = [await visit('Ada'), await arrive('Bob'), await arrive('Cleo')];
  });

  test('pass when every voice and face is in its own seat', async ({ seat }) => {
    await seat(ada, [
      { of: bob, voices: [bob], face: bob },
      { of: cleo, voices: [cleo], face: cleo },
    ]);
    await Promise.all([
      expect(ada).toHear(bob),
      expect(ada).toSee(cleo),
      expect(ada).toHearExactly([bob, cleo]),
      expect(ada).toSeeExactly([bob, cleo], { minHeight: 180 }),
    ]);
    await expect(ada).toHaveHeardOnly([bob, cleo]);
  });

  test('name the two whose voices and faces were swapped', async ({ seat }) => {
    await seat(ada, [
      { of: bob, voices: [cleo], face: cleo },
      { of: cleo, voices: [bob], face: bob },
    ]);
    await Promise.all([
      expectComplaint(() => expect(ada).toHearExactly([bob, cleo], BRIEFLY), "the voice of Cleo comes from Bob's seat"),
      expectComplaint(
        () => expect(ada).toSeeExactly([bob, cleo], AT_A_GLANCE),
        'the face of Cleo is in the tile "Bob"',
      ),
      expectComplaint(() => expect(ada).toHear(bob, BRIEFLY), 'Ada does not hear Bob'),
    ]);
  });

  test('name the voice that leaks in, beside another one or out of nowhere', async ({ seat }) => {
    await seat(ada, [{ of: bob, voices: [bob, cleo] }]);
    await expectComplaint(() => expect(ada).toHearExactly([bob], BRIEFLY), "the voice of Cleo comes from Bob's seat");
    await seat(ada, [{ voices: [cleo] }]);
    await expectComplaint(
      () => expect(ada).toHearExactly([bob], BRIEFLY),
      /Ada hears something from a seat of nobody(.|\n)*the voice of Cleo comes from a seat of nobody/,
    );
    expect(await complaint(expect(ada).toHaveHeardOnly([bob]))).toContain('Ada has heard Cleo');
  });

  test('tell who is muted from who is heard, and remember who spoke', async ({ seat }) => {
    await seat(ada, [{ of: bob, voices: [bob] }, { of: cleo }]);
    await expect(ada).toHearExactly([bob]);
    const sinceMs = await ada.nowMs();
    await Promise.all([
      expectComplaint(() => expect(ada).toHear(cleo, BRIEFLY), 'Ada does not hear Cleo'),
      expectComplaint(() => expect(bob).toBeSilentFor(ada, BRIEFLY), 'Ada heard Bob'),
    ]);
    await expect(ada).toHaveHeardOnAndOn(bob, { sinceMs, gapMs: GAP_MS });

    await interfere(ada, bob, { isSending: false });
    await expect(bob).toBeSilentFor(ada);
    const mutedAt = await ada.nowMs();
    await expect(ada).toHearExactly([]);
    await expect(bob).toHaveBeenSilentFor(ada, { sinceMs: mutedAt });
    expect(await complaint(expect(bob).toHaveBeenSilentFor(ada, { sinceMs }))).toMatch(/Ada heard Bob \d+ times/);
    await expectComplaint(
      () => expect(ada).toHaveHeardOnAndOn(bob, { sinceMs, gapMs: GAP_MS }),
      /Ada did not hear Bob for \d{4,} ms/,
    );

    await interfere(ada, bob, { isSending: true });
    await expect(ada).toHear(bob);
  });

  test('tell a moving picture from one that stands still, is black, or is not there', async ({ seat }) => {
    await seat(ada, [{ of: bob, face: bob }, { of: cleo }]);
    await expect(ada).toSeeExactly([bob]);
    await Promise.all([
      expectComplaint(() => expect(ada).toSee(cleo, AT_A_GLANCE), 'Ada does not see Cleo'),
      expectComplaint(() => expect(ada).toSeeExactly([], AT_A_GLANCE), 'Ada sees a picture in the tile "Bob"'),
    ]);

    await interfere(ada, bob, { isSending: false });
    await expectComplaint(
      () => expect(ada).toSee(bob, AT_A_GLANCE),
      /Ada does not see Bob(.|\n)*in the tile "Bob" \(microphone unknown\): a picture of nobody/,
    );

    await interfere(ada, bob, { isSending: true });
    await expect(ada).toSee(bob);
    await interfere(ada, bob, { isFrozen: true });
    await expectComplaint(() => expect(ada).toSee(bob, AT_A_GLANCE), 'the picture of Bob does not move');
  });

  test('read a face in 160 × 90, and know its size', async ({ seat }) => {
    await seat(ada, [{ of: bob, face: bob, isSmall: true }]);
    await expect(ada).toSee(bob);
    await expectComplaint(
      () => expect(ada).toSee(bob, { ...AT_A_GLANCE, minHeight: 180 }),
      'the picture of Bob has 90 lines, not 180',
    );
  });

  test('say who heard and saw whom on every page, and refuse to be negated', async ({ seat }) => {
    await seat(ada, [{ of: bob, voices: [bob], face: bob }]);
    await Promise.all([expect(ada).toSee(bob), expect(ada).toHear(bob)]);
    const text = await complaint(expect(ada).toHear(cleo, BRIEFLY));
    expect(text).toContain('Ada\'s page: data-state="in-call" data-topology="p2p"');
    expect(text).toMatch(/from Bob's seat: the voice of Bob \(-\d+ dB\)/);
    expect(text).toMatch(/in the tile "Bob" \(microphone unknown\): the face of Bob, frame \d+, \d+×\d+/);
    expect(text).toContain("Cleo's page is closed, or was never opened");
    expect(await complaint(expect(ada).not.toHear(bob))).toContain('say what holds instead of .not');
  });
});
