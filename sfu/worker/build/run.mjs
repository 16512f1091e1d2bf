import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { SetupError } from '../SetupError.mjs';

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {string} log file that gets all output, appended
 * @property {string} [cwd]
 * @property {(line: string) => void} [onLine] sees each line of stdout
 */

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program to its end and resolves to its exit code. A signal that would end this process ends the
 * program and all its children first, then rejects: whatever was begun can be cleaned up.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<number>}
 */
export async function run(program, args, { env, log, cwd, onLine }) {
  const output = createWriteStream(log, { flags: 'a' });
  // A group of its own, so that the compilers that ninja started end with it.
  const child = spawn(program, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy;
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy = signal;
    endGroup(child.pid, 'SIGINT');
  };
  // Where somebody else calls process.exit there is no time for more.
  const onExit = () => endGroup(child.pid, 'SIGTERM');
  for (const signal of stopSignals) process.on(signal, stop);
  process.on('exit', onExit);

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
    if (stoppedBy) throw new SetupError(`Stopped by ${stoppedBy} while ${program} was running. Nothing half-made was kept.`);
    return code;
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
    process.off('exit', onExit);
    output.end();
    await finished(output);
  }
}

/**
 * @param {number | undefined} pid of the leader of the group
 * @param {NodeJS.Signals} signal
 */
function endGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has ended by itself.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
