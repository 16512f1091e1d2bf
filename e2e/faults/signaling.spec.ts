import { expect } from '@confab/testkit';
import { sharedNow, whenWritten } from '../support/diaries.ts';
import { test, worstOf } from '../support/faultCall.ts';
import { record } from '../support/faultRecord.ts';
import { openSlowReader } from '../support/openSlowReader.ts';
import { untilReady, untilUnready } from '../support/untilReady.ts';

test.use({ isConfabShared: true });

/**
 * A media gap of nothing, as it can be measured: beyond what the same call lost just before, when nothing was wrong, and
 * to one window of 100 ms.
 */
const NOTHING = { unit: 'ms', target: 100, max: 200 } as const;
const BACK = /signaling=connected/;

type Worst = ReturnType<typeof worstOf>;

/** What the fault has cost, and what the machine costs anyway. */
function recordNoGap(fault: string, after: Worst, before: Worst): void {
  const beyond = (key: keyof Worst) => Math.max(0, Math.round(after[key] - before[key]));
  record({ fault, measure: 'voice gap, beyond the machine’s', value: beyond('audioMs'), ...NOTHING });
  record({ fault, measure: 'face gap, beyond the machine’s', value: beyond('videoMs'), ...NOTHING });
  test.info().annotations.push({ type: 'before the fault', description: JSON.stringify(before) });
}

test('F1 the socket is cut, the media is fine', async ({ callOfTwo }) => {
  const { ada, bob, suffer, undisturbed } = await callOfTwo({ signaling: 'tapped' });
  const before = await undisturbed();
  let cutAtMs = 0;
  const gaps = await suffer(async () => {
    cutAtMs = sharedNow();
    await Promise.all([ada.signaling.drop({ code: 4999 }), bob.signaling.drop({ code: 4999 })]);
    await Promise.all([ada, bob].map((one) => whenWritten(one, /signaling=reconnecting/, cutAtMs)));
    await Promise.all([ada, bob].map((one) => whenWritten(one, BACK, cutAtMs)));
  });
  const backAtMs = Math.max(...(await Promise.all([ada, bob].map((one) => whenBack(one, cutAtMs)))));
  const value = Math.round(backAtMs - cutAtMs);
  record({ fault: 'F1', measure: 'signaling back', value, unit: 'ms', target: 300, max: 1_000 });
  recordNoGap('F1', worstOf(gaps), before);
});

test('F2 the socket is half-open', async ({ callOfTwo }) => {
  const { bob, suffer, undisturbed } = await callOfTwo({ signaling: 'tapped' });
  const before = await undisturbed();
  let noticedMs = 0;
  const gaps = await suffer(async () => {
    const stalledAtMs = sharedNow();
    bob.signaling.stall();
    noticedMs = (await whenWritten(bob, /signaling=reconnecting/, stalledAtMs)) - stalledAtMs;
    bob.signaling.mend();
    await whenWritten(bob, BACK, stalledAtMs + noticedMs);
  });
  record({ fault: 'F2', measure: 'noticed', value: Math.round(noticedMs), unit: 'ms', target: 8_000, max: 10_000 });
  recordNoGap('F2', worstOf(gaps), before);
});

test('F3 the signaling process is killed', async ({ confab, callOfTwo }) => {
  const { ada, bob, suffer, undisturbed } = await callOfTwo({});
  const before = await undisturbed();
  let backMs = 0;
  const gaps = await suffer(async () => {
    const killedAtMs = sharedNow();
    const killed = confab.signal('signaling', 'SIGKILL');
    await untilUnready(confab.url, () => confab.processes().every(({ pid }) => pid !== killed));
    const upAtMs = await untilReady(confab.url);
    const back = await Promise.all([ada, bob].map((one) => whenBack(one, killedAtMs)));
    backMs = Math.max(0, Math.max(...back) - upAtMs);
  });
  record({
    fault: 'F3',
    measure: 'back after it is up',
    value: Math.round(backMs),
    unit: 'ms',
    target: 1_500,
    max: 1_500,
  });
  recordNoGap('F3', worstOf(gaps), before);
});

/** As many as FAULTS.md asks for. */
const SLOW_READERS = 10;

test('F20 ten readers neither read nor say a word', async ({ confab, callOfTwo, room }) => {
  const { ada, suffer, undisturbed } = await callOfTwo({});
  const before = await undisturbed();
  const sessions = async () => {
    const text = await (await fetch(`${confab.url}/metrics`)).text();
    return Number(/^confab_sessions (\d+)$/m.exec(text)?.[1]);
  };
  await expect.poll(sessions).toBe(2);
  let outMs = 0;
  const gaps = await suffer(async () => {
    const readers = await Promise.all(Array.from({ length: SLOW_READERS }, () => openSlowReader(confab.url, room)));
    const silentSinceMs = sharedNow();
    await expect.poll(sessions, { message: 'the sessions that are left', intervals: [50] }).toBe(2);
    outMs = sharedNow() - silentSinceMs;
    // Their seats are kept for those who come back, and then no longer.
    await expect(ada.page.locator('[role="group"][data-peer-id]')).toHaveCount(2);
    for (const reader of readers) reader.close();
  });
  record({ fault: 'F20', measure: 'offender out', value: Math.round(outMs), unit: 'ms', target: 10_000, max: 10_000 });
  recordNoGap('F20', worstOf(gaps), before);
});

/** Lost and back again. */
async function whenBack(person: Parameters<typeof whenWritten>[0], sinceMs: number): Promise<number> {
  const lostAtMs = await whenWritten(person, /signaling=reconnecting/, sinceMs);
  return whenWritten(person, BACK, lostAtMs);
}
