import { existsSync } from 'node:fs';
import { access, constants, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { fingerprint } from './fingerprint.mjs';
import { lastLines, runProgram } from './run-program.mjs';

/** @typedef {(args: readonly string[]) => Promise<{ code: number, output: string }>} RunNpm */

/**
 * @typedef {object} InstallOptions
 * @property {string} root
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} say
 * @property {RunNpm} [npm] replaced in tests
 */

// Nobody waits minutes to hear that there is no network; who asks npm for longer gets it.
const networkPatience = { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '5000' };

// Also what a NODE_ENV=production would leave out: the compiler and the bundler. No package needs its install script.
const ciArguments = ['ci', '--include=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

/**
 * Installs the npm packages, unless exactly these are there. The stamp is written last and lies among them, so an
 * interrupted installation, by us or by hand, leaves none.
 * @param {InstallOptions} options
 */
export async function installPackages({ root, env, say, npm = runNpm(root, env) }) {
  const stamp = join(root, 'node_modules', '.confab-stamp');
  const wanted = await wantedStamp(root);
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === wanted) return;

  await assertWritable(root);
  say('Installing the npm packages …');
  await rm(stamp, { force: true });
  const { code, output } = await npm(ciArguments);
  if (code !== 0) throw new SetupError(explainFailure(root, output));
  await mkdir(join(root, 'node_modules'), { recursive: true });
  await writeFile(stamp, wanted);
}

/** @param {string} root */
async function wantedStamp(root) {
  const { workspaces = [] } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const inputs = ['package.json', 'package-lock.json', '.npmrc', ...(await workspacePackages(root, workspaces))];
  return fingerprint(root, inputs, [process.platform, process.arch, process.versions.modules]);
}

/**
 * @param {string} root
 * @param {readonly string[]} workspaces
 */
async function workspacePackages(root, workspaces) {
  const folders = await Promise.all(
    workspaces.map(async (pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      const entries = await readdir(join(root, parent)).catch(() => []);
      return entries.map((name) => `${parent}/${name}`);
    }),
  );
  return folders
    .flat()
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)));
}

/** @param {string} root */
async function assertWritable(root) {
  const packages = join(root, 'node_modules');
  const target = existsSync(packages) ? packages : root;
  try {
    await access(target, constants.W_OK);
  } catch (cause) {
    throw new SetupError(notWritable(target), { cause });
  }
}

/** @param {string} folder */
const notWritable = (folder) =>
  `Confab may not write into ${folder}, where the npm packages belong.\n` +
  `Run it as the user who owns that folder, or give it to yourself: sudo chown -R "$(id -un)" '${folder}'`;

/**
 * @param {string} root
 * @param {string} output of npm
 * @returns {string} for the user
 */
export function explainFailure(root, output) {
  return `${cureOf(root, output)}\nnpm said:\n${reasonsOf(output)}`;
}

/**
 * @param {string} root
 * @param {string} output
 */
function cureOf(root, output) {
  if (/\bE(ACCES|PERM|ROFS)\b/.test(output)) return notWritable(root);
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/.test(output)) {
    return 'npm does not reach its registry. Check the network, or name a mirror: npm config set registry <address>. Then start again.';
  }
  if (/\bENOSPC\b/.test(output)) return 'The disk is full: make room, then start again.';
  if (/\bEUSAGE\b/.test(output)) {
    return 'package-lock.json does not fit the package.json files: run "npm install" if you changed them, or get the original back.';
  }
  return 'npm could not install the packages.';
}

/**
 * What npm says first is why; what it says last is where its log lies.
 * @param {string} output
 */
function reasonsOf(output) {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!) \S/.test(line));
  return errors.length > 0 ? errors.slice(0, 8).join('\n') : lastLines(output);
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {RunNpm}
 */
function runNpm(root, env) {
  // The npm that started us, where one did: it need not be the one in PATH.
  const own = env['npm_execpath'];
  const [program, before] = own && basename(own) === 'npm-cli.js' ? [process.execPath, [own]] : ['npm', []];
  return (args) => runProgram(program, [...before, ...args], { cwd: root, env: { ...networkPatience, ...env } });
}
