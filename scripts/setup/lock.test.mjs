import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { withLock } from './lock.mjs';

const setUp = async () => {
  const file = join(await temporaryFolder(), 'a', 'setup.lock');
  /** @type {string[]} */
  const waitedFor = [];
  return { file, waitedFor, lock: { file, onWait: (/** @type {string} */ pid) => void waitedFor.push(pid) } };
};

describe('withLock', () => {
  it('gives what the work gives, and leaves no lock, also when it fails', async () => {
    const { file, lock } = await setUp();
    expect(await withLock(lock, async () => existsSync(file))).toBe(true);
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });

  it('lets nobody in while another process is at work', async () => {
    const { file, lock, waitedFor } = await setUp();
    await withLock(lock, async () => undefined);
    // The process that runs these tests lives on.
    await writeFile(file, String(process.ppid));
    let isIn = false;
    const late = withLock(lock, async () => (isIn = true));
    // Asked more than once, and still refused.
    await expect.poll(() => waitedFor.length).toBeGreaterThan(2);
    expect([isIn, waitedFor[0]]).toEqual([false, String(process.ppid)]);
    await writeFile(file, String(endedPid()));
    expect(await late).toBe(true);
  });

  it('takes over from a process that has ended', async () => {
    const { file, lock, waitedFor } = await setUp();
    await withLock(lock, async () => undefined);
    await writeFile(file, String(endedPid()));
    expect(await withLock(lock, async () => 'done')).toBe('done');
    expect(waitedFor).toHaveLength(1);
  });

  it('takes over from one whose number was given to another process', async () => {
    const { file, lock } = await setUp();
    await withLock(lock, async () => undefined);
    await writeFile(file, String(process.ppid));
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(file, longAgo, longAgo);
    expect(await withLock(lock, async () => 'done')).toBe('done');
  });
});

const endedPid = () => spawnSync(process.execPath, ['-e', '']).pid;
