import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { readRuns, repeatRuns } from './repeat-runs.mjs';

const logOf = async () => join(await temporaryFolder(), 'runs.jsonl');
const once = async (/** @type {number} */ runs) => ({ did: runs });

describe('repeatRuns', () => {
  it('goes on where it was stopped, and begins anew when asked', async () => {
    const log = await logOf();
    const options = { log, runs: 3, minutes: undefined, isFresh: false, once };
    expect(await repeatRuns({ ...options, runs: 2 })).toMatchObject({ done: 2, missing: 0 });
    // As when the machine was switched off while it was written.
    appendFileSync(log, '{"runs":');
    expect(await repeatRuns(options)).toMatchObject({ done: 3, missing: 0 });
    expect(await repeatRuns({ ...options, runs: 1, isFresh: true })).toMatchObject({ done: 1, missing: 0 });
    expect(readRuns(log)).toMatchObject([{ runs: 1, did: 1 }]);
  });

  it('begins no run after its time', async () => {
    let minute = 0;
    const nowMs = () => minute * 60_000;
    const options = { log: await logOf(), runs: 10, minutes: 3, isFresh: false, nowMs };
    const minuteEach = async () => ({ minute: ++minute });
    expect(await repeatRuns({ ...options, once: minuteEach })).toEqual({ done: 3, missing: 7, secondsEach: 60 });
  });

  it('does several in one go, never more than are missing, and says how long each took', async () => {
    let nowMs = 0;
    const log = await logOf();
    const goes = { log, runs: 7, minutes: undefined, isFresh: false, atOnce: 3, nowMs: () => nowMs };
    const tenSecondsEach = async (/** @type {number} */ runs) => {
      nowMs += runs * 10_000;
      return {};
    };
    expect(await repeatRuns({ ...goes, once: tenSecondsEach })).toEqual({ done: 7, missing: 0, secondsEach: 10 });
    expect(readRuns(log)).toMatchObject([{ runs: 3 }, { runs: 3 }, { runs: 1 }]);
  });
});
