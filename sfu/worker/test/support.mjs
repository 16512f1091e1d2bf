import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { isDebianLike } from '../build/packages.mjs';
import { findMediasoup } from '../mediasoupPackage.mjs';
import { faultOf } from '../prove.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const mediasoup = await findMediasoup(root);

export const isDebian = isDebianLike(await readFile('/etc/os-release', 'utf8').catch(() => ''));

/** A folder that goes when the test ends. */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'confab-worker-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} script for sh
 */
export async function putProgram(folder, name, script) {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/**
 * A tier's context with nothing in it; what it says is kept.
 * @param {Partial<import('../tiers/tier.mjs').TierContext>} given
 * @param {number} [deadlineMs] of a program that is tried: long, for machines that are lent out in small shares
 */
export function contextOf(given, deadlineMs = 45_000) {
  /** @type {string[]} */
  const said = [];
  const { signal } = new AbortController();
  const env = given.env ?? {};
  /** @type {import('../tiers/tier.mjs').TierContext} */
  const context = {
    env,
    say: (text) => said.push(text),
    terminal: undefined,
    mediasoup,
    cached: '/nowhere/mediasoup-worker',
    faultOf: (bin) => faultOf(bin, { mediasoup, env: { PATH: process.env['PATH'] }, signal, deadlineMs }),
    signal,
    ...given,
  };
  return { context, said };
}
