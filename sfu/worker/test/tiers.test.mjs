import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SetupError } from '../SetupError.mjs';
import { VERSION_MARK } from '../build/versionMark.mjs';
import { fromDownload, workerInArchive } from '../tiers/download.mjs';
import { fromEarlier } from '../tiers/earlier.mjs';
import { fromEnvironment } from '../tiers/environment.mjs';
import { contextOf, mediasoup, putProgram, temporaryFolder } from './support.mjs';

describe('tier 1, MEDIASOUP_WORKER_BIN', () => {
  it('is passed over when the variable is not set', async () => {
    expect(await fromEnvironment(contextOf({}).context)).toEqual({ reason: 'MEDIASOUP_WORKER_BIN is not set' });
  });

  /** @type {[string, (folder: string) => Promise<string>, RegExp][]} */
  const faults = [
    ['a missing file', async (folder) => join(folder, 'nothing'), /nothing does not exist\./],
    ['a folder', async (folder) => folder, / is not a file\./],
    [
      'a file that is not executable',
      async (folder) => {
        await writeFile(join(folder, 'worker'), 'data');
        return join(folder, 'worker');
      },
      /worker is not executable\./,
    ],
    [
      'a program that is no worker',
      (folder) => putProgram(folder, 'worker', 'echo wrong door >&2; exit 3'),
      /does not start as a mediasoup worker[^]*code:3[^]*worker says: wrong door/,
    ],
    [
      'a worker that Confab built for another version',
      (folder) => putProgram(folder, 'worker', `exit 1\n${VERSION_MARK}3.26.0\0`),
      /is of mediasoup 3\.26\.0, but mediasoup [\d.]+ is installed/,
    ],
    [
      'the worker in the npm package of another version',
      async (folder) => {
        const release = join(folder, 'mediasoup/worker/out/Release');
        await mkdir(release, { recursive: true });
        await writeFile(join(folder, 'mediasoup/package.json'), '{"name":"mediasoup","version":"3.16.0"}');
        return putProgram(release, 'mediasoup-worker', 'exit 1');
      },
      /is of mediasoup 3\.16\.0, but mediasoup [\d.]+ is installed/,
    ],
  ];
  it('refuses a program that hangs', async () => {
    const env = { MEDIASOUP_WORKER_BIN: await putProgram(await temporaryFolder(), 'worker', 'exec sleep 600') };
    const done = fromEnvironment(contextOf({ env }, 2_000).context);
    await expect(done).rejects.toThrow(/did not finish a short conversation within 2 s/);
  });

  it.each(faults)('refuses %s and names the cure', async (_, make, message) => {
    const env = { MEDIASOUP_WORKER_BIN: await make(await temporaryFolder()) };
    const done = fromEnvironment(contextOf({ env }).context);
    await expect(done).rejects.toThrow(SetupError);
    await expect(done).rejects.toThrow(message);
    await expect(done).rejects.toThrow(`Let it name a mediasoup-worker of version ${mediasoup.version}, or unset it`);
  });
});

describe('tier 2, an earlier run', () => {
  it('passes over a corrupt program and says so; it stays until another one takes its place', async () => {
    const folder = await temporaryFolder();
    const cached = await putProgram(folder, 'mediasoup-worker', 'exit 1');
    await writeFile(cached, (await readFile(cached)).subarray(0, 5));
    const { context, said } = contextOf({ cached, mediasoup: { ...mediasoup, folder } });
    expect(await fromEarlier({ ...context, faultOf: contextOf({}).context.faultOf })).toEqual({
      reason: 'none is kept from an earlier run',
    });
    expect(said).toEqual([
      expect.stringMatching(/^Passed over, because it does not start as a mediasoup worker[^]*mediasoup-worker$/),
    ]);
    await access(cached);
  });

  it('passes over a bad program in the package, which is not ours to delete', async () => {
    const folder = await temporaryFolder();
    const release = join(folder, 'worker/out/Release');
    await mkdir(release, { recursive: true });
    const bin = await putProgram(release, 'mediasoup-worker', 'exit 1');
    const { context, said } = contextOf({
      cached: join(folder, 'none'),
      mediasoup: { ...mediasoup, folder },
      faultOf: async () => 'is broken',
    });
    expect(await fromEarlier(context)).toEqual({ reason: 'none is kept from an earlier run' });
    expect(said).toEqual([`Passed over, because it is broken: ${bin}`]);
    await access(bin);
  });
});

/** @param {string} name */
function archiveOf(name, content = Buffer.from('program')) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  return gzipSync(
    Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512), Buffer.alloc(1024)]),
  );
}

/** @param {import('node:http').RequestListener} listener */
async function release(listener) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    listener(request, response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  onTestFinished(() => void server.close());
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { asked, env: { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: `http://127.0.0.1:${address.port}/releases` } };
}

describe('tier 3, the download', () => {
  it('keeps the program of the archive once it is proven', async () => {
    const { env, asked } = await release((_, response) => response.end(archiveOf('mediasoup-worker')));
    const cached = join(await temporaryFolder(), 'key', 'mediasoup-worker');
    expect(await fromDownload(contextOf({ env, cached, faultOf: async () => undefined }).context)).toEqual({
      bin: cached,
      how: 'downloaded',
    });
    expect(await readFile(cached, 'utf8')).toBe('program');
    expect(asked).toEqual([
      expect.stringMatching(
        `^/releases/${mediasoup.version}/mediasoup-worker-${mediasoup.version}-${process.platform}-${process.arch}.*\\.tgz$`,
      ),
    ]);
  });

  it('keeps nothing that fails the proof', async () => {
    const { env } = await release((_, response) => response.end(archiveOf('mediasoup-worker')));
    const cached = join(await temporaryFolder(), 'key', 'mediasoup-worker');
    expect(await fromDownload(contextOf({ env, cached }).context)).toEqual({
      reason: expect.stringMatching(/^the downloaded program does not start/),
    });
    await expect(access(cached)).rejects.toThrow(/ENOENT/);
  });

  it.each([
    [
      '404',
      (/** @type {import('node:http').ServerResponse} */ response) => response.writeHead(404).end(),
      'the download failed (HTTP 404)',
    ],
    [
      'an error page',
      (/** @type {import('node:http').ServerResponse} */ response) => response.end('<html>'),
      'the download failed (incorrect header check)',
    ],
    [
      'another archive',
      (/** @type {import('node:http').ServerResponse} */ response) => response.end(archiveOf('README')),
      'the download failed (the archive holds no mediasoup-worker)',
    ],
    [
      'a cut connection',
      (/** @type {import('node:http').ServerResponse} */ response) => response.destroy(),
      'the download failed (other side closed)',
    ],
  ])('gives way to the next tier on %s', async (_, answer, reason) => {
    const { env } = await release((_request, response) => answer(response));
    expect(await fromDownload(contextOf({ env }).context)).toEqual({ reason });
  });

  it('stops when the user wants to', async () => {
    const stopping = new AbortController();
    const { env } = await release(() => stopping.abort(new SetupError('stopped')));
    await expect(fromDownload(contextOf({ env, signal: stopping.signal }).context)).rejects.toThrow('stopped');
  });

  it('asks nobody with CONFAB_OFFLINE=1', async () => {
    const { env, asked } = await release((_, response) => response.end(archiveOf('mediasoup-worker')));
    expect(await fromDownload(contextOf({ env: { ...env, CONFAB_OFFLINE: '1' } }).context)).toEqual({
      reason: 'CONFAB_OFFLINE=1 forbids the download',
    });
    expect(asked).toEqual([]);
  });
});

describe('workerInArchive', () => {
  it.each(['mediasoup-worker', './mediasoup-worker'])('finds %s', (name) => {
    expect(workerInArchive(archiveOf(name, Buffer.alloc(1_500, 'x'))).toString()).toBe('x'.repeat(1_500));
  });

  it('refuses an archive that ends in the middle of the program', () => {
    const header = Buffer.alloc(512);
    header.write('mediasoup-worker', 0);
    header.write('00000007777\0', 124);
    expect(() => workerInArchive(gzipSync(header))).toThrow('holds no mediasoup-worker');
  });
});
