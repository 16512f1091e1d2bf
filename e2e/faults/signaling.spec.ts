import { sharedNow, whenWritten } from '../support/diaries.ts';
import { test, worstOf } from '../support/faultCall.ts';
import { record } from '../support/faultRecord.ts';
import { untilReady, untilUnready } from '../support/untilReady.ts';

/** A media gap of nothing, as it is measured: windows of 100 ms, frames 67 ms apart, on a machine with other work. */
const NOTHING = { unit: 'ms', target: 300, max: 500 } as const;
const BACK = /signaling=connected/;

test('F1 the socket is cut, the media is fine', async ({ callOfTwo }) => {
  const { ada, bob, suffer } = await callOfTwo({ signaling: 'tapped' });
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
  record({ fault: 'F1', measure: 'voice gap', value: worstOf(gaps).audioMs, ...NOTHING });
  record({ fault: 'F1', measure: 'face gap', value: worstOf(gaps).videoMs, ...NOTHING });
});

test('F2 the socket is half-open', async ({ callOfTwo }) => {
  const { bob, suffer } = await callOfTwo({ signaling: 'tapped' });
  let noticedMs = 0;
  const gaps = await suffer(async () => {
    const stalledAtMs = sharedNow();
    bob.signaling.stall();
    noticedMs = (await whenWritten(bob, /signaling=reconnecting/, stalledAtMs)) - stalledAtMs;
    bob.signaling.mend();
    await whenWritten(bob, BACK, stalledAtMs + noticedMs);
  });
  record({ fault: 'F2', measure: 'noticed', value: Math.round(noticedMs), unit: 'ms', target: 8_000, max: 10_000 });
  record({ fault: 'F2', measure: 'voice gap', value: worstOf(gaps).audioMs, ...NOTHING });
  record({ fault: 'F2', measure: 'face gap', value: worstOf(gaps).videoMs, ...NOTHING });
});

test('F3 the signaling process is killed', async ({ confab, callOfTwo }) => {
  const { ada, bob, suffer } = await callOfTwo({});
  let backMs = 0;
  const gaps = await suffer(async () => {
    const killedAtMs = sharedNow();
    confab.signal('signaling', 'SIGKILL');
    await untilUnready(confab.url);
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
  record({ fault: 'F3', measure: 'voice gap', value: worstOf(gaps).audioMs, ...NOTHING });
  record({ fault: 'F3', measure: 'face gap', value: worstOf(gaps).videoMs, ...NOTHING });
});

/** Lost and back again. */
async function whenBack(person: Parameters<typeof whenWritten>[0], sinceMs: number): Promise<number> {
  const lostAtMs = await whenWritten(person, /signaling=reconnecting/, sinceMs);
  return whenWritten(person, BACK, lostAtMs);
}
