import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';

/**
 * `npm run e2e:recovery`: processes that are killed or hang, and streams that stop behind everyone's back: the call comes back.
 * @param {string[]} args
 */
export function run(args) {
  if (args.length > 0) throw new SetupError('npm run e2e:recovery takes nothing.');
  return runBrowserTests('recovery', {});
}
