import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { packages } from '../build/packages.mjs';
import { VERSION_MARK } from '../build/versionMark.mjs';
import { cachedWorker } from '../cache.mjs';
import { findMediasoup } from '../mediasoupPackage.mjs';
import { faultOf } from '../prove.mjs';
import { provideWorker } from '../provide.mjs';
import { isDebian, mediasoup, putProgram, root, temporaryFolder } from './support.mjs';

// On a machine that has no worker yet the first test builds one.
const BUILD_TIMEOUT_MS = 900_000;

const { signal } = new AbortController();

/** @type {string} */
let worker;
beforeAll(async () => {
  ({ bin: worker } = await provideWorker({ root, env: process.env, say: console.info }));
}, BUILD_TIMEOUT_MS);

/** @param {Record<string, string>} env */
const environment = (env) => ({ PATH: process.env['PATH'], HOME: process.env['HOME'], ...env });

/** Programs in front of the real ones on the PATH: all packages are there, and no network is used. */
async function fakeTools({ meson = '', ninja = '' }) {
  const folder = await temporaryFolder();
  await putProgram(folder, 'dpkg-query', packages.map((name) => `echo '${name} installed'`).join('\n'));
  await putProgram(folder, 'meson', meson);
  await putProgram(folder, 'ninja', ninja);
  const cache = join(folder, 'cache');
  return {
    folder,
    cache,
    env: environment({
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      XDG_CACHE_HOME: cache,
      CONFAB_OFFLINE: '1',
    }),
  };
}

describe('the provided worker', () => {
  it('speaks with the installed mediasoup: server, router, transport, DTLS, producer, consumer', async () => {
    expect(await faultOf(worker, { mediasoup, env: process.env, signal })).toBeUndefined();
  });

  it('serves as tier 1 where the user names it, by its whole path', async () => {
    const env = environment({ MEDIASOUP_WORKER_BIN: worker });
    expect(await provideWorker({ root, env, say: expect.unreachable, cacheDir: '/nowhere' })).toEqual({
      tier: 1,
      bin: worker,
      line: expect.stringContaining(`mediasoup worker ${mediasoup.version}: named by MEDIASOUP_WORKER_BIN (tier 1)`),
    });
  });

  it('serves as tier 2 where it was kept', async () => {
    const cacheDir = await temporaryFolder();
    const cached = await cachedWorker(cacheDir, mediasoup.version);
    await mkdir(join(cached, '..'), { recursive: true });
    await copyFile(worker, cached);
    await chmod(cached, 0o755);
    const provided = await provideWorker({ root, env: environment({}), say: expect.unreachable, cacheDir, tier: 2 });
    expect(provided).toMatchObject({ tier: 2, line: expect.stringContaining('(tier 2)') });
  });

  it('is said to be without what we mend where it was not built by us', async () => {
    const folder = await temporaryFolder();
    const foreign = join(folder, 'mediasoup-worker');
    const program = await readFile(worker, 'latin1');
    await writeFile(foreign, program.replace(VERSION_MARK, '-'.repeat(VERSION_MARK.length)), 'latin1');
    await chmod(foreign, 0o755);
    const env = environment({ MEDIASOUP_WORKER_BIN: foreign });
    const { line } = await provideWorker({ root, env, say: expect.unreachable, cacheDir: '/nowhere' });
    expect(line).toMatch(/\(tier 1\), as mediasoup publishes it$/);
  });
});

describe('provideWorker', () => {
  it('does not go on to another tier when the named worker is bad', async () => {
    const env = environment({ MEDIASOUP_WORKER_BIN: '/nowhere/worker' });
    await expect(provideWorker({ root, env, say: expect.unreachable })).rejects.toThrow(
      /MEDIASOUP_WORKER_BIN names a program that cannot be used: \/nowhere\/worker does not exist/,
    );
  });

  it('says why the one tier that was asked for has none', async () => {
    const options = {
      root,
      env: environment({ CONFAB_OFFLINE: '1' }),
      say: () => {},
      cacheDir: await temporaryFolder(),
      tier: /** @type {const} */ (3),
    };
    await expect(provideWorker(options)).rejects.toThrow(
      'There is no mediasoup worker (tier 3: CONFAB_OFFLINE=1 forbids the download).',
    );
  });
});

describe('findMediasoup', () => {
  it('says what to run where it is not installed', async () => {
    await expect(findMediasoup(await temporaryFolder())).rejects.toThrow(
      /The npm package mediasoup is not installed.*npm ci/,
    );
  });
});

describe.skipIf(!isDebian)('tier 4 with stand-ins for meson and ninja (Debian and Ubuntu only)', () => {
  // `ninja -C <build> …`: what the real one would have linked.
  const link = (/** @type {string} */ program) =>
    `echo '[1/1] Linking'\nmkdir -p "$2"\ncp '${program}' "$2/mediasoup-worker"`;

  /** @param {NodeJS.ProcessEnv} env */
  function start(env) {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../provide.mjs', import.meta.url)), '--tier', '4'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (output.out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output.err += text));
    return { child, ended: once(child, 'close').then(([code]) => ({ code, ...output })) };
  }

  /** @param {string} cache */
  const kept = async (cache) =>
    (await readdir(join(cache, 'confab/mediasoup-worker'), { recursive: true })).filter((name) => name.includes('/'));

  it('keeps what was built and says which tier served', async () => {
    const { cache, env } = await fakeTools({ ninja: link(worker) });
    const { code, out } = await start(env).ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^mediasoup worker [\d.]+: built from source in \d+ s \(tier 4\)\n\S+\/mediasoup-worker\n$/);
    expect(await kept(cache)).toEqual([
      expect.stringMatching(/\/build\.log$/),
      expect.stringMatching(/\/mediasoup-worker$/),
    ]);
  });

  it('compiles a copy that carries the version and the mended lines, and leaves the package alone', async () => {
    const { folder, env } = await fakeTools({
      meson: 'for copy; do :; done\ncp -r "$copy" "$(dirname "$0")/copy"',
      ninja: link(worker),
    });
    await start(env).ended;
    const text = (/** @type {string} */ file) => readFile(join(folder, 'copy', file), 'utf8');
    expect(await text('src/main.cpp')).toContain(`"${VERSION_MARK}${mediasoup.version}"`);
    expect(await text('src/RTC/DtlsTransport.cpp')).toContain('(operationType & BIO_CB_RETURN) != 0');
    expect(await text('joined/meson.build')).toMatch(/^joined_sources = files\('joined0\.cpp', /);
    expect(
      (await readdir(join(folder, 'copy/subprojects'))).filter(
        (name) => /^lib(srtp|uv)/.test(name) && !name.endsWith('.wrap'),
      ),
    ).toHaveLength(2);
    const original = await readFile(join(mediasoup.folder, 'worker/src/main.cpp'), 'utf8');
    expect(original).not.toContain(VERSION_MARK);
    await expect(access(join(mediasoup.folder, 'worker/joined'))).rejects.toThrow(/ENOENT/);
  });

  it.each([
    ['meson setup', { meson: 'seq 1 40; echo "ERROR: no compiler" >&2; exit 1' }],
    ['ninja', { ninja: 'seq 1 40; echo "ERROR: no compiler" >&2; exit 1' }],
  ])('shows the end of the log when %s fails, and keeps no program', async (step, tools) => {
    const { cache, env } = await fakeTools(tools);
    const { code, out, err } = await start(env).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const [log = ''] = await kept(cache);
    expect(err).toContain(`The build of the mediasoup worker failed (${step}):\n`);
    expect(err).toContain('  | 40\n');
    expect(err).not.toContain('  | 20\n');
    expect(err).toContain(`  The whole log: ${join(cache, 'confab/mediasoup-worker', log)}\n`);
    expect(err).toContain('Set MEDIASOUP_WORKER_BIN');
    expect(await kept(cache)).toEqual([expect.stringMatching(/\/build\.log$/)]);
  });

  it('names a full disk', async () => {
    const { env } = await fakeTools({ ninja: 'echo "fatal error: a.o: No space left on device" >&2; exit 1' });
    const { code, err } = await start(env).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/\nThe disk is full: make room, then start again\.\n$/);
  });

  it('keeps nothing that was built but fails the proof', async () => {
    const { cache, env } = await fakeTools({ ninja: link('/bin/true') });
    const { code, err } = await start(env).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/The mediasoup worker was built, but it does not start as a mediasoup worker/);
    expect(await kept(cache)).toEqual([expect.stringMatching(/\/build\.log$/)]);
  });

  it.each(/** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))(
    'ends its children on %s and keeps nothing',
    async (name) => {
      const { folder, cache, env } = await fakeTools({});
      // Says its own pid and that of a child of its, and then would go on for ever.
      await putProgram(folder, 'ninja', 'sleep 600 &\necho "[50/99] $$ $!"\nwait');
      const { child, ended } = start(env);
      await new Promise((done) => {
        // This line can only come from ninja.
        child.stderr.on('data', (text) => text.includes('Building the mediasoup worker: 50 %') && done(undefined));
      });
      child.kill(name);
      const { code, out, err } = await ended;
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(`Stopped by ${name} before the mediasoup worker was there. Nothing half-made was kept.\n`);
      expect(await kept(cache)).toEqual([expect.stringMatching(/\/build\.log$/)]);
      const log = await readFile(join(cache, 'confab/mediasoup-worker', (await kept(cache))[0] ?? ''), 'utf8');
      const [, ...pids] = /\[50\/99\] (\d+) (\d+)/.exec(log) ?? [];
      expect(pids).toHaveLength(2);
      for (const pid of pids) expect(await isRunning(pid)).toBe(false);
    },
  );

  it('does not wait at a second signal', async () => {
    const { env } = await fakeTools({ ninja: 'trap \'\' TERM\necho "[50/99] $$"\nwhile echo on; do sleep 1; done' });
    const { child, ended } = start(env);
    await said(child, 'Building the mediasoup worker: 50 %');
    // Nothing tells that the first one has arrived, so it is repeated until the process has ended.
    const again = setInterval(() => child.kill('SIGTERM'), 50);
    const { code } = await ended;
    clearInterval(again);
    expect(code).toBe(1);
  });
});

/** @param {string} pid */
async function isRunning(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  // A zombie has ended; only nobody has asked for its exit code yet.
  return status !== '' && !/^State:\s+Z/m.test(status);
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {string} line
 */
const said = (child, line) =>
  new Promise((done) => child.stderr.on('data', (text) => text.includes(line) && done(undefined)));
