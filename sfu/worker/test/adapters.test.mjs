import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ensurePackages, machineOf } from '../build/packages.mjs';
import { temporaryFolder } from './support.mjs';

const execute = promisify(execFile);
const pathOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

// Compiling Abseil's templates takes seconds, installing a compiler a minute.
const TIMEOUT_MS = 300_000;

/**
 * @param {string} folder
 * @returns {Promise<string | undefined>} why the C++ tests cannot run here
 */
async function obstacle(folder) {
  const machine = machineOf({ env: process.env, signal: new AbortController().signal });
  return ensurePackages({ say: console.info, log: join(folder, 'apt.log'), machine }).then(
    () => undefined,
    (error) => error.message,
  );
}

describe.each([
  { test: 'srtp3', cases: 96, include: '../build/adapters/srtp3', libraries: ['libsrtp2', 'libcrypto'] },
  {
    test: 'unordered_dense',
    cases: 9,
    include: '../build/adapters/unordered_dense',
    libraries: ['absl_flat_hash_map', 'absl_flat_hash_set', 'absl_hash'],
  },
])('the adapter $test', ({ test, cases, include, libraries }) => {
  it('keeps what the worker relies on', { timeout: TIMEOUT_MS }, async ({ skip }) => {
    const folder = await temporaryFolder();
    const reason = await obstacle(folder);
    if (reason !== undefined) skip(`the C++ tests did not run: ${reason}`);

    const { stdout: flags } = await execute('pkg-config', ['--cflags', '--libs', ...libraries]);
    const program = join(folder, test);
    // The sanitizers see a write behind a buffer that no check sees.
    const options = [
      '-std=c++20',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-g',
      '-fsanitize=address,undefined',
      '-fno-sanitize-recover',
      `-I${pathOf(include)}`,
    ];
    await execute('g++', [
      ...options,
      pathOf(`adapters/${test}.test.cpp`),
      '-o',
      program,
      ...flags.trim().split(/\s+/),
    ]);

    const { stdout, code = 0 } = await execute(program).catch((error) => error);
    const lines = stdout.trim().split('\n');
    expect({ failed: lines.filter((/** @type {string} */ line) => line.startsWith('FAILED')), code }).toEqual({
      failed: [],
      code: 0,
    });
    expect(lines.filter((/** @type {string} */ line) => line.startsWith('case '))).toHaveLength(cases);
  });
});
