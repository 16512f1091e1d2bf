import { expect } from '@confab/testkit';
import { sharedNow } from '../support/diaries.ts';
import { test, worstOf } from '../support/faultCall.ts';
import { record } from '../support/faultRecord.ts';
import { untilReady, untilUnready } from '../support/untilReady.ts';

test('F5 the media worker is killed', async ({ confab, callOfTwo }) => {
  const { suffer } = await callOfTwo({});
  const { audioMs, videoMs } = worstOf(await suffer(() => confab.kill('worker')));
  record({ fault: 'F5', measure: 'voice gap', value: audioMs, unit: 'ms', target: 500, max: 1_000 });
  record({ fault: 'F5', measure: 'face gap', value: videoMs, unit: 'ms', target: 500, max: 1_000 });
});

test('F6 the media worker hangs', async ({ confab, callOfTwo }) => {
  const { suffer } = await callOfTwo({});
  const gaps = await suffer(async () => {
    const hung = confab.signal('worker', 'SIGSTOP');
    await expect.poll(() => confab.processes().map(({ pid }) => pid)).not.toContain(hung);
  });
  const { audioMs, videoMs } = worstOf(gaps);
  record({ fault: 'F6', measure: 'voice gap', value: audioMs, unit: 'ms', target: 4_000, max: 6_000 });
  record({ fault: 'F6', measure: 'face gap', value: videoMs, unit: 'ms', target: 4_000, max: 6_000 });
});

test('F7 the sfu process is killed', async ({ confab, callOfTwo }) => {
  const { suffer } = await callOfTwo({});
  let downMs = 0;
  const gaps = await suffer(async () => {
    const killedAtMs = sharedNow();
    const killed = confab.signal('sfu', 'SIGKILL');
    await untilUnready(confab.url, () => confab.processes().every(({ pid }) => pid !== killed));
    downMs = Math.round((await untilReady(confab.url)) - killedAtMs);
  });
  const { audioMs, videoMs } = worstOf(gaps);
  const afterUp = (gapMs: number) => Math.max(0, gapMs - downMs);
  record({
    fault: 'F7',
    measure: 'voice, after it is up',
    value: afterUp(audioMs),
    unit: 'ms',
    target: 3_000,
    max: 5_000,
  });
  record({
    fault: 'F7',
    measure: 'face, after it is up',
    value: afterUp(videoMs),
    unit: 'ms',
    target: 3_000,
    max: 5_000,
  });
});
