import { join } from 'node:path';
import { findChromium, thisMachine } from '../setup/find-chromium.mjs';
import { prepare, root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';

/**
 * One Playwright project that has a command of its own, with all it needs installed and built.
 * @param {'confab' | 'faults' | 'soak' | 'random' | 'recovery' | 'firefox'} project
 * @param {Record<string, string>} extraEnv
 * @param {{ readonly options?: readonly string[], readonly within?: readonly string[] }} [how] more of Playwright's options;
 *   a command that makes a network namespace and runs another one in it
 * @returns {Promise<number>} its exit code
 */
export async function runBrowserTests(project, extraEnv, { options = [], within } = {}) {
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const { workerBin } = await prepare({ say, withBuild: true });
  const chromium = await findChromium(thisMachine(root, say));
  const env = {
    ...process.env,
    ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }),
    CONFAB_CHROMIUM: chromium,
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    CONFAB_PROJECT: project,
    ...extraEnv,
  };
  const network = within ? [...within, 'sh', join(root, 'e2e/browsers/in-namespace.sh')] : [];
  const playwright = join(root, 'node_modules', '.bin', 'playwright');
  const [program = '', ...args] = [
    ...network,
    playwright,
    'test',
    '--config',
    'e2e/playwright.config.ts',
    '--project',
    project,
    ...options,
  ];
  const { code } = await runProgram(program, args, { cwd: root, env, isShown: true });
  return code;
}
