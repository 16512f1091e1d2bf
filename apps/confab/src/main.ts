/** The launcher and command line of Confab. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { finder } from './doctor/Finding.ts';
import { hasProblem, toJson, toText } from './doctor/report.ts';
import { runDoctor } from './doctor/runDoctor.ts';
import { makeToken } from './makeToken.ts';
import { parseCommand, usage } from './parseCommand.ts';
import type { TokenWish } from './parseTokenWish.ts';
import { planStart } from './planStart.ts';
import { readEnvironment } from './readEnvironment.ts';
import { start } from './start.ts';

const EXIT_USAGE = 2;

const readFile = (path: string | URL) => readFileSync(path, 'utf8');

/** Resolves to the exit code: 0 also when a signal asked for the end, 1 on a fault that is explained, 2 on wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  switch (command.name) {
    case 'start':
      return startConfab();
    case 'doctor':
      return examine(command.asJson);
    case 'token':
      return printToken(command.token);
    case 'help':
      console.log(usage);
      return 0;
    case 'version':
      console.log(JSON.parse(readFile(new URL('../package.json', import.meta.url))).version);
      return 0;
    case 'refused':
      console.error(`${command.reason}\n\n${usage}`);
      return EXIT_USAGE;
  }
}

/** 1 when something is wrong. With --json the findings alone on stdout. */
async function examine(asJson: boolean): Promise<number> {
  const { env, faults } = readEnvironment(process.env, readFile);
  const { problem } = finder('settings');
  const findings =
    faults.length > 0
      ? faults.map((fault) => problem(fault, 'The doctor needs to read it, too.'))
      : await runDoctor({
          env,
          readFile,
          programs: { sfu: mainOf('@confab/sfu').path, signaling: mainOf('@confab/signaling').path },
          provideScript,
        });
  console.log(asJson ? toJson(findings) : toText(findings));
  return hasProblem(findings) ? 1 : 0;
}

/** The token alone on stdout, for scripts; everything else goes to stderr. */
async function printToken(wish: TokenWish): Promise<number> {
  const environment = readEnvironment(process.env, readFile);
  const made = await makeToken(wish, { env: environment.env, readFile, nowMs: Date.now() });
  const faults = [...environment.faults, ...(made.ok ? [] : made.faults)];
  if (!made.ok || faults.length > 0) {
    console.error(['No token was made:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
    return 1;
  }
  console.log(made.token);
  return 0;
}

async function startConfab(): Promise<number> {
  const environment = readEnvironment(process.env, readFile);
  const planned = planStart({
    env: environment.env,
    readFile,
    newSecret: () => randomBytes(32).toString('base64url'),
    webRoot: fileURLToPath(new URL('../../web/dist/site', import.meta.url)),
  });
  const faults = [...environment.faults, ...(planned.ok ? [] : planned.faults)];
  if (!planned.ok || faults.length > 0) {
    console.error(['Confab cannot start:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
    return 1;
  }
  for (const note of planned.plan.notes) console.error(note);
  const programs = { sfu: mainOf('@confab/sfu'), signaling: mainOf('@confab/signaling') };
  return start(planned.plan, programs, { say: console.log, warn: console.error });
}

/** Each program stands beside the configuration that its package exports. */
const mainOf = (name: string) => ({ path: fileURLToPath(new URL('./main.js', import.meta.resolve(`${name}/config`))) });

const provideScript = fileURLToPath(new URL('../worker/provide.mjs', import.meta.resolve('@confab/sfu/config')));
