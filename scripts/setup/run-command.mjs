import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { Interrupted } from './run-program.mjs';

/**
 * Runs a command to its exit code; what went wrong is told as it deserves.
 * @param {(args: string[]) => Promise<number>} run
 */
export async function runCommand(run) {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    const isForUser = error instanceof SetupError;
    process.stderr.write(`${isForUser ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
  }
}
