import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkJoinToken } from '@confab/signaling/tokens';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canListProcesses, descendantsOf } from './processes.ts';
import { expectGone, RunningProgram } from './RunningProgram.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const bin = path('../bin/confab.mjs');
const isBuilt = ['../dist/main.js', '../../../sfu/dist/main.js', '../../../signaling/dist/main.js'].every((file) =>
  existsSync(path(file)),
);

const folder = mkdtempSync(join(tmpdir(), 'confab-launcher-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
afterAll(() => rmSync(folder, { recursive: true }));

const running: RunningProgram[] = [];
afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
});

beforeEach(({ skip }) => skip(!isBuilt, 'nothing is built: npm run build'));

function confab(args: readonly string[], env: Record<string, string> = {}): RunningProgram {
  const ports = { PORT: '0', MEDIASOUP_PORT: '0', MEDIASOUP_NUM_WORKERS: '1', WEB_ROOT: folder };
  const worker = { MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'] ?? '' };
  const program = new RunningProgram({ args: [bin, ...args], env: { ...ports, ...worker, ...env }, cwd: folder });
  running.push(program);
  return program;
}

async function ended(program: RunningProgram) {
  const exitCode = await program.exited;
  return { exitCode, output: program.output };
}

const statusOf = (address: string) =>
  new Promise<number | undefined>((resolve) => {
    get(`${address}/readyz`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', () => resolve(undefined));
  });

const sfuOf = (launcher: RunningProgram) =>
  descendantsOf(launcher.pid).find(({ command }) => command.includes('sfu/dist/main.js'))?.pid;

describe('confab start', () => {
  it('makes a call possible, also again after the sfu was killed, and leaves nothing behind', async ({ skip }) => {
    skip(!canListProcesses, 'this system has no /proc to find the sfu in');
    const launcher = confab(['start']);
    const [address = ''] = await launcher.saw(/^Confab is ready at (http:\/\/localhost:\d+)$/);
    expect(await statusOf(address)).toBe(200);
    // The sfu, its worker and the spare one, signaling. The spare is started when the first one runs.
    await expect.poll(() => descendantsOf(launcher.pid).length, { timeout: 45_000 }).toBe(4);
    const before = descendantsOf(launcher.pid);

    const sfu = sfuOf(launcher) ?? expect.unreachable('no sfu');
    process.kill(sfu, 'SIGKILL');
    await expect.poll(() => sfuOf(launcher) ?? sfu, { timeout: 45_000 }).not.toBe(sfu);
    await launcher.saw(/^The sfu was ended by SIGKILL; it is started again now\.$/);
    await expect.poll(() => statusOf(address), { timeout: 45_000 }).toBe(200);

    const after = descendantsOf(launcher.pid);
    launcher.kill('SIGTERM');
    expect(await launcher.exited).toBe(0);
    await expectGone([...before, ...after].map(({ pid }) => pid));
  });

  it('leaves nothing behind when it is killed itself', async ({ skip }) => {
    skip(!canListProcesses, 'this system has no /proc to find its processes in');
    const launcher = confab(['start']);
    await launcher.saw(/^Confab is ready at/);
    const all = descendantsOf(launcher.pid).map(({ pid }) => pid);
    launcher.kill('SIGKILL');
    await expectGone(all);
  });

  it('is ready under https with a certificate', async ({ skip }) => {
    skip(!canMakeCertificate(), 'there is no openssl to make a certificate with');
    const launcher = confab(['start'], { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') });
    await launcher.saw(/^Confab is ready at https:\/\/localhost:\d+$/);
    launcher.kill('SIGTERM');
    expect(await launcher.exited).toBe(0);
  });

  it('names a port that is taken, with the cure, and starts nothing', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve(Number(new URL(`tcp://${addressOf(other)}`).port)));
    });
    const { exitCode, output } = await ended(confab(['start'], { PORT: String(port) }));
    other.close();
    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(`Port ${port} .*set PORT`));
    expect(output).not.toContain('is ready at');
    expect(output).not.toMatch(/^ {4}at /m);
  });

  it('lists everything that is wrong at once, and no secret', async () => {
    const { exitCode, output } = await ended(
      confab(['start'], {
        PORT: 'http',
        LOG_LEVEL: 'loud',
        MEDIASOUP_NUM_WORKERS: 'many',
        SFU_SECRET: 'sesame',
        TLS_CERT: join(folder, 'nowhere.pem'),
        TLS_KEY: join(folder, 'nowhere.pem'),
      }),
    );
    expect(exitCode).toBe(1);
    const faults = output.trimEnd().split('\n');
    expect(faults[0]).toBe('Confab cannot start:');
    const variables = faults.slice(1).map((line) => /^- (\w+)/.exec(line)?.[1]);
    expect(new Set(variables)).toEqual(
      new Set(['PORT', 'LOG_LEVEL', 'MEDIASOUP_NUM_WORKERS', 'SFU_SECRET', 'TLS_CERT', 'TLS_KEY']),
    );
    expect(output).toContain('nowhere.pem cannot be read (ENOENT)');
    expect(output).not.toContain('sesame');
  });

  it('reads .env from the current folder', async () => {
    writeFileSync(join(folder, '.env'), 'HOST=not an address\nTRUST_PROXY=everyone\n');
    const { exitCode, output } = await ended(confab(['start'], { HOST: '127.0.0.1' }));
    rmSync(join(folder, '.env'));
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^- TRUST_PROXY /m);
    expect(output).not.toMatch(/^- HOST /m);
  });
});

describe('confab token', () => {
  const secret = 'a secret of at least thirty-two bytes';
  const token = (args: readonly string[], env: Record<string, string> = {}) => ended(confab(['token', ...args], env));

  it('prints a token alone, signed with the secret of the environment or of .env', async () => {
    const args = ['--room', 'standup', '--name', 'Ada', '--role', 'host', '--ttl', '5m'];
    const fromEnv = await token(args, { JWT_SECRET: secret });
    writeFileSync(join(folder, '.env'), `JWT_SECRET=${secret}\n`);
    const fromFile = await token(args);
    rmSync(join(folder, '.env'));
    for (const { exitCode, output } of [fromEnv, fromFile]) {
      expect(exitCode).toBe(0);
      expect(output).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      const checked = await checkJoinToken({ token: output.trim(), room: 'standup', secret, nowMs: Date.now() });
      expect(checked).toMatchObject({ grants: { role: 'host', name: 'Ada' }, lifeSeconds: 300 });
    }
  });

  it.each([
    ['no secret', ['--room', 'a'], {}, 'JWT_SECRET is not set'],
    ['a short one', ['--room', 'a'], { JWT_SECRET: 'sesame' }, 'JWT_SECRET is shorter than 32 bytes'],
    ['a room that is none', ['--room', 'a room'], { JWT_SECRET: secret }, 'no room id'],
  ])('makes none with %s, and says why', async (_, args, env, reason) => {
    const { exitCode, output } = await token(args, env);
    expect(exitCode).toBe(1);
    expect(output).toContain(reason);
    expect(output).not.toMatch(/sesame|thirty-two/);
  });
});

describe('confab', () => {
  it.each([[[]], [['dance']], [['start', '--fast']]])('explains its use on %j', async (args) => {
    const { exitCode, output } = await ended(confab(args));
    expect(exitCode).toBe(2);
    expect(output).toContain('Usage: confab <command>');
  });

  it('tells its version and its use', async () => {
    expect(await ended(confab(['--version']))).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await ended(confab(['--help']))).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^Usage: confab <command>/),
    });
  });
});

function addressOf(server: ReturnType<typeof createServer>): string {
  const address = server.address();
  return typeof address === 'object' && address !== null
    ? `127.0.0.1:${address.port}`
    : expect.unreachable('no TCP server');
}

function canMakeCertificate(): boolean {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=confab.test',
  ];
  try {
    execFileSync('openssl', [...args, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
