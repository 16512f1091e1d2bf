import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { SetupError } from '../SetupError.mjs';
import { endGroup } from '../endGroup.mjs';

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {string} log file that gets all output, appended
 * @property {AbortSignal} signal
 * @property {NodeJS.Signals} [stopWith] what ends the program when the user wants to stop
 * @property {(line: string) => void} [onLine] sees each line of stdout
 */

/**
 * Runs a program to its end and resolves to its exit code. When told to stop it ends the program and all its
 * children, waits for them, and only then rejects: what was begun can be removed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<number>}
 */
export async function run(program, args, { env, log, signal, stopWith = 'SIGTERM', onLine }) {
  signal.throwIfAborted();
  const output = createWriteStream(log, { flags: 'a' });
  // A group of its own, so that the compilers which ninja started end with it.
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => endGroup(child.pid, stopWith);
  signal.addEventListener('abort', stop);
  process.on('exit', stop);

  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line);
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });

  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', (cause) => reject(new SetupError(`Cannot run ${program}: ${cause.message}`, { cause })));
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
    signal.throwIfAborted();
    return code;
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('exit', stop);
    output.end();
    await finished(output);
  }
}
