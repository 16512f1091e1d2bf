import { expect } from '@confab/testkit';
import { sharedNow } from '../support/diaries.ts';
import { test, worstOf } from '../support/faultCall.ts';
import { record } from '../support/faultRecord.ts';
import { untilReady, untilUnready } from '../support/untilReady.ts';

/** The path by way of the sfu, with how many people on it. Three have a standby where there is a second worker (ME11). */
const sizes = [
  { people: 'two people', of: '', mediaWorkers: 1 },
  { people: 'three people', of: ', of three', mediaWorkers: 2 },
] as const;
const withoutStandby = {
  people: 'three people without another one',
  of: ', of three without a standby',
  mediaWorkers: 1,
} as const;

// What a page shows is drawn by the processors that the call needs, too, where no other one draws: the less the better.
test.use({ viewport: { width: 640, height: 400 } });

/** A call in its first seconds is busy with itself: layers are added, and what runs for the first time is compiled. */
const SETTLED_AFTER_MS = 8_000;

for (const { people, of, mediaWorkers } of [...sizes, withoutStandby])
  test.describe(`of ${people}`, () => {
    test.use({ mediaWorkers });

    test(`F5 the media worker of ${people} is killed`, async ({ confab, callOfTwo, callOfThree }) => {
      const { suffer, ada } = await (people === 'two people' ? callOfTwo : callOfThree)({});
      await ada.wait(SETTLED_AFTER_MS);
      // Looking for the new one would take the machine on which it starts: what was heard and seen tells that it is there.
      const gaps = await suffer(async () => void confab.signal('worker', 'SIGKILL'));
      const { audioMs, videoMs } = worstOf(gaps);
      record({ fault: 'F5', measure: `voice gap${of}`, value: audioMs, unit: 'ms', target: 500, max: 1_000 });
      record({ fault: 'F5', measure: `face gap${of}`, value: videoMs, unit: 'ms', target: 500, max: 1_000 });
    });
  });

for (const { people, of, mediaWorkers } of sizes)
  test.describe(`of ${people}`, () => {
    test.use({ mediaWorkers });

    test(`F6 the media worker of ${people} hangs`, async ({ confab, callOfTwo, callOfThree }) => {
      const { suffer, ada } = await (people === 'two people' ? callOfTwo : callOfThree)({});
      await ada.wait(SETTLED_AFTER_MS);
      const gaps = await suffer(async () => {
        const hung = confab.signal('worker', 'SIGSTOP');
        await expect.poll(() => confab.processes().map(({ pid }) => pid)).not.toContain(hung);
      });
      const { audioMs, videoMs } = worstOf(gaps);
      record({ fault: 'F6', measure: `voice gap${of}`, value: audioMs, unit: 'ms', target: 4_000, max: 6_000 });
      record({ fault: 'F6', measure: `face gap${of}`, value: videoMs, unit: 'ms', target: 4_000, max: 6_000 });
    });

    test(`F7 the sfu process of ${people} is killed`, async ({ confab, callOfTwo, callOfThree }) => {
      const { suffer, ada } = await (people === 'two people' ? callOfTwo : callOfThree)({});
      await ada.wait(SETTLED_AFTER_MS);
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
        measure: `voice, after it is up${of}`,
        value: afterUp(audioMs),
        unit: 'ms',
        target: 3_000,
        max: 5_000,
      });
      record({
        fault: 'F7',
        measure: `face, after it is up${of}`,
        value: afterUp(videoMs),
        unit: 'ms',
        target: 3_000,
        max: 5_000,
      });
    });
  });
