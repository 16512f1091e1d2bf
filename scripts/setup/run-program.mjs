import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { endGroup } from '../../sfu/worker/endGroup.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] ends it after that long
 * @property {AbortSignal} [signal] ends it when it aborts
 * @property {boolean} [isShown] its output goes to the terminal instead of into the result
 */

/** @typedef {{ code: number, output: string, hasTimedOut: boolean }} Outcome */

/** The user, or whoever started us, wants it all to end. */
export class Interrupted extends SetupError {
  /** @override */
  name = 'Interrupted';
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`);
    this.exitCode = 128 + (constants.signals[signal] ?? 0);
  }
}

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const STOP_WITHIN_MS = 5000;

/**
 * Runs a program to its end. A signal that would end this process ends the program with all that it started
 * first, and then rejects.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export async function runProgram(program, args, { cwd, env = process.env, timeoutMs, signal, isShown = false } = {}) {
  const output = isShown ? 'inherit' : 'pipe';
  // A group of its own, so that what the program starts ends with it.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
  const stopping = endWithUs(child, { timeoutMs, signal });
  let text = '';
  const add = (/** @type {string} */ more) => (text += more);
  child.stdout?.setEncoding('utf8').on('data', add);
  child.stderr?.setEncoding('utf8').on('data', add);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', (cause) => reject(new SetupError(`Cannot run ${program}: ${cause.message}`, { cause })));
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
    if (stopping.signal) throw new Interrupted(stopping.signal);
    return { code, output: text, hasTimedOut: stopping.hasTimedOut };
  } finally {
    stopping.release();
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Pick<RunOptions, 'timeoutMs' | 'signal'>} options
 */
function endWithUs(child, { timeoutMs, signal }) {
  const timers = new Set();
  const end = () => {
    endGroup(child.pid, 'SIGTERM');
    timers.add(setTimeout(() => endGroup(child.pid, 'SIGKILL'), STOP_WITHIN_MS));
  };
  const state = {
    /** @type {NodeJS.Signals | undefined} */
    signal: undefined,
    hasTimedOut: false,
    release() {
      for (const timer of timers) clearTimeout(timer);
      for (const name of stopSignals) process.off(name, onSignal);
      process.off('exit', onExit);
      signal?.removeEventListener('abort', end);
    },
  };
  const onSignal = (/** @type {NodeJS.Signals} */ name) => {
    if (state.signal === undefined) end();
    state.signal ??= name;
  };
  const onExit = () => endGroup(child.pid, 'SIGKILL');
  for (const name of stopSignals) process.on(name, onSignal);
  process.on('exit', onExit);
  signal?.addEventListener('abort', end);
  if (timeoutMs !== undefined) {
    const onTimeout = () => {
      state.hasTimedOut = true;
      end();
    };
    timers.add(setTimeout(onTimeout, timeoutMs));
  }
  return state;
}

/**
 * The end of a program's output, where its reasons stand.
 * @param {string} output
 * @param {number} [count]
 */
export const lastLines = (output, count = 12) => output.trimEnd().split('\n').slice(-count).join('\n');
