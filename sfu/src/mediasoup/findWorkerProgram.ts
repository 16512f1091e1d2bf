import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { version, workerBin as defaultWorkerBin } from 'mediasoup';
import type { MediaConfig } from '../config.ts';
import { EXIT_CONFIG, StartError } from '../StartError.ts';

/** Stands before the version in each program that worker/build makes. Others do not say theirs. */
const VERSION_MARK = 'confab:mediasoup-worker-version=';

/**
 * The path of the worker program, seen to be there, executable and not of another version than mediasoup itself.
 *
 * @throws StartError
 */
export function findWorkerProgram({ workerBin }: MediaConfig): string {
  const path = workerBin ?? defaultWorkerBin;
  const fault = faultOf(path);
  if (fault === undefined) return path;
  throw new StartError(
    EXIT_CONFIG,
    `The media worker program ${path} ${fault}: \`npm start\` provides one; ` +
      'set MEDIASOUP_WORKER_BIN to use your own.',
  );
}

function faultOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'is no file';
  } catch {
    return 'is not there';
  }
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return 'is not executable';
  }
  const claimed = claimedVersion(path);
  if (claimed !== undefined && claimed !== version) return `is of mediasoup ${claimed}, and must be of ${version}`;
  return undefined;
}

function claimedVersion(path: string): string | undefined {
  const program = readFileSync(path);
  const start = program.indexOf(VERSION_MARK);
  if (start === -1) return undefined;
  return program.toString('latin1', start + VERSION_MARK.length, program.indexOf(0, start));
}
