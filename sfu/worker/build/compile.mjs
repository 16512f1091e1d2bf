import { availableParallelism, freemem } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../SetupError.mjs';
import { lastLines } from './lastLines.mjs';
import { createProgress, parseNinjaStep } from './progress.mjs';
import { run } from './run.mjs';

// The largest joined file takes about 650 MB to compile.
const BYTES_PER_COMPILER = 700e6;

/**
 * @param {string} copy of the worker's source
 * @param {{ env: NodeJS.ProcessEnv, log: string, signal: AbortSignal } & import('./progress.mjs').ProgressOutput} options
 * @returns {Promise<string>} the program
 */
export async function compileWorker(copy, { env, log, signal, ...output }) {
  const build = join(copy, 'build');
  const setup = [
    'setup',
    '--buildtype',
    'release',
    '-Db_ndebug=true',
    '-Dwarning_level=0',
    '--wrap-mode=nodownload',
    build,
    copy,
  ];
  if ((await run('meson', setup, { env, log, signal })) !== 0) throw await failed('meson setup', log);

  const progress = createProgress('Building the mediasoup worker', output);
  const onLine = (/** @type {string} */ line) => {
    const step = parseNinjaStep(line);
    if (step) progress.at(step.done, step.total);
  };
  try {
    const jobs = await parallelJobs();
    if ((await run('ninja', ['-C', build, '-j', String(jobs), 'mediasoup-worker'], { env, log, signal, onLine })) !== 0)
      throw await failed('ninja', log);
  } finally {
    progress.end();
  }
  return join(build, 'mediasoup-worker');
}

/** As many compilers as there are cores, but no more than fit into memory. */
async function parallelJobs() {
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const availableKb = /^MemAvailable: +(\d+) kB$/m.exec(meminfo)?.[1];
  const availableBytes = availableKb ? Number(availableKb) * 1024 : freemem();
  return Math.max(1, Math.min(availableParallelism(), Math.floor(availableBytes / BYTES_PER_COMPILER)));
}

/**
 * @param {string} step
 * @param {string} log
 */
async function failed(step, log) {
  const lines = await lastLines(log);
  const cure = /No space left on device/.test(lines)
    ? 'The disk is full: make room, then start again.'
    : 'Set MEDIASOUP_WORKER_BIN to a mediasoup-worker program of this version to do without the build.';
  return new SetupError(`The build of the mediasoup worker failed (${step}):\n${lines}\n${cure}`);
}
