import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { readRuns, repeatRuns } from './repeat-runs.mjs';

const logOf = async () => join(await temporaryFolder(), 'runs.jsonl');
const once = async (/** @type {number} */ run) => ({ run });

describe('repeatRuns', () => {
  it('goes on where it was stopped, and begins anew when asked', async () => {
    const log = await logOf();
    const options = { log, runs: 3, minutes: undefined, isFresh: false, once };
    expect(await repeatRuns({ ...options, runs: 2 })).toEqual({ done: 2, missing: 0 });
    // As when the machine was switched off while it was written.
    appendFileSync(log, '{"run":');
    expect(await repeatRuns(options)).toEqual({ done: 3, missing: 0 });
    expect(await repeatRuns({ ...options, runs: 1, isFresh: true })).toEqual({ done: 1, missing: 0 });
    expect(readRuns(log)).toMatchObject([{ run: 1 }]);
  });

  it('begins no run after its time', async () => {
    let minute = 0;
    const nowMs = () => minute++ * 60_000;
    const options = { log: await logOf(), runs: 10, minutes: 3, isFresh: false, once, nowMs };
    expect(await repeatRuns(options)).toEqual({ done: 2, missing: 8 });
  });
});
