import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedWorker, defaultCacheDir, distributionTag, keepProven } from '../cache.mjs';
import { temporaryFolder } from './support.mjs';

/** @param {string} text */
const makeOf = (text) => async (/** @type {string} */ folder) => {
  const bin = join(folder, 'program');
  await writeFile(bin, text);
  return bin;
};

describe('keepProven', () => {
  it('puts a good program into its place and leaves nothing else', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'key', 'mediasoup-worker');
    expect(await keepProven(target, { make: makeOf('good'), faultOf: async () => undefined })).toBeUndefined();
    expect(await readFile(target, 'utf8')).toBe('good');
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('proves the program before it is in its place', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'key', 'mediasoup-worker');
    /** @type {string[]} */
    let there = ['never asked'];
    await keepProven(target, {
      make: makeOf('good'),
      faultOf: async () => {
        there = await readdir(join(folder, 'key'));
        return undefined;
      },
    });
    expect(there).toEqual([]);
  });

  it('keeps the old program when the new one has a fault', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'key', 'mediasoup-worker');
    await keepProven(target, { make: makeOf('old'), faultOf: async () => undefined });
    expect(await keepProven(target, { make: makeOf('new'), faultOf: async () => 'is broken' })).toBe('is broken');
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('leaves nothing when the making fails', async () => {
    const folder = await temporaryFolder();
    const make = async () => Promise.reject(new Error('no'));
    await expect(
      keepProven(join(folder, 'key', 'mediasoup-worker'), { make, faultOf: async () => undefined }),
    ).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual(['key']);
    expect(await readdir(join(folder, 'key'))).toEqual([]);
  });

  it('lets two clones make the same program at once', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'key', 'mediasoup-worker');
    const texts = ['a'.repeat(100_000), 'b'.repeat(100_000)];
    await Promise.all(texts.map((text) => keepProven(target, { make: makeOf(text), faultOf: async () => undefined })));
    expect(texts).toContain(await readFile(target, 'utf8'));
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('clears away what a crash left, but not what another clone is making', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'making-old'));
    await mkdir(join(folder, 'making-now'));
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
    await utimes(join(folder, 'making-old'), twoDaysAgo, twoDaysAgo);
    await keepProven(join(folder, 'key', 'mediasoup-worker'), { make: makeOf('good'), faultOf: async () => undefined });
    expect((await readdir(folder)).sort()).toEqual(['key', 'making-now']);
  });

  it.each([
    ['ENOSPC', /The disk is full below .*make room, or set XDG_CACHE_HOME/],
    ['EACCES', /Cannot write below .*\(EACCES\)\. Make it writable, or set XDG_CACHE_HOME/],
  ])('explains %s', async (code, message) => {
    const folder = await temporaryFolder();
    const make = async () => Promise.reject(Object.assign(new Error(code), { code }));
    await expect(
      keepProven(join(folder, 'key', 'mediasoup-worker'), { make, faultOf: async () => undefined }),
    ).rejects.toThrow(message);
  });

  it('explains a cache that is a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(
      keepProven(join(folder, 'file', 'key', 'mediasoup-worker'), { make: makeOf(''), faultOf: async () => undefined }),
    ).rejects.toThrow(/\(ENOTDIR\)/);
  });
});

describe('the place of the cache', () => {
  it('follows XDG_CACHE_HOME, unless it is relative', () => {
    expect(defaultCacheDir({ HOME: '/home/ada', XDG_CACHE_HOME: '/var/ada' })).toBe('/var/ada/confab');
    expect(defaultCacheDir({ HOME: '/home/ada', XDG_CACHE_HOME: 'var' })).toBe('/home/ada/.cache/confab');
    expect(defaultCacheDir({ HOME: '/home/ada' })).toBe('/home/ada/.cache/confab');
  });

  it('tells versions and machines apart', async () => {
    expect(await cachedWorker('/c', '3.27.1')).toMatch(
      new RegExp(
        `^/c/mediasoup-worker/3\\.27\\.1-${process.platform}-${process.arch}-[\\w.-]+-[0-9a-f]{8}/mediasoup-worker$`,
      ),
    );
  });

  it.each([
    ['ID=debian\nVERSION_ID="12"\n', 'debian12'],
    ['VERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n', 'ubuntu24.04'],
    ['ID=arch\n', 'arch'],
    ['ID="../../etc"\n', 'unknown'],
    ['', 'unknown'],
  ])('%j is %s', (osRelease, tag) => {
    expect(distributionTag(osRelease)).toBe(tag);
  });
});
