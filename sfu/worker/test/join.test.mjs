import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupSources, joinedText, listedSources } from '../build/join.mjs';
import { mediasoup } from './support.mjs';

/** @param {import('../build/join.mjs').Source[][]} groups */
const paths = (groups) => groups.map((group) => group.map(({ path }) => path));

describe('groupSources', () => {
  it('joins what has nothing in common', () => {
    expect(
      paths(
        groupSources([
          { path: 'a', text: 'int a;' },
          { path: 'b', text: 'int b;' },
        ]),
      ),
    ).toEqual([['a', 'b']]);
  });

  it.each([
    ['static variables', 'static std::mutex GlobalSyncMutex;', 'static std::mutex GlobalSyncMutex;'],
    ['static functions', 'inline static void onAlloc(\n  int a)\n{', 'inline static void onAlloc(int a)\n{'],
    [
      'constants in a namespace',
      '\t\tconstexpr int64_t MinBitrate{ 5000 };',
      '\t\tstatic constexpr int64_t MinBitrate{ 1 };',
    ],
    [
      'aligned buffers',
      '\talignas(4) static thread_local uint8_t Buffer[65536];',
      '\talignas(4) static thread_local uint8_t Buffer[Size];',
    ],
  ])('keeps apart files with the same %s', (_, a, b) => {
    expect(
      paths(
        groupSources([
          { path: 'a', text: a },
          { path: 'b', text: b },
        ]),
      ),
    ).toEqual([['a'], ['b']]);
  });

  it('puts a file with a template specialization first', () => {
    const special = '\ttemplate<>\n\tint parse<A>();';
    expect(
      paths(
        groupSources([
          { path: 'a', text: 'int a;' },
          { path: 'special', text: special },
          { path: 'b', text: 'int b;' },
        ]),
      ),
    ).toEqual([['a', 'b'], ['special']]);
  });

  it('starts another group when one is long, and puts the longest first', () => {
    const long = '\n'.repeat(4_000);
    expect(
      paths(
        groupSources([
          { path: 'a', text: '\n'.repeat(900) },
          { path: 'b', text: long },
        ]),
      ),
    ).toEqual([['b'], ['a']]);
  });
});

describe('joinedText', () => {
  it('gives every source its own MS_CLASS', () => {
    expect(
      joinedText([
        { path: '../a.cpp', text: '' },
        { path: '../b.cpp', text: '' },
      ]),
    ).toBe('#undef MS_CLASS\n#include "../a.cpp"\n#undef MS_CLASS\n#include "../b.cpp"\n');
  });
});

describe('listedSources', () => {
  it('reads a list and what is added to it', () => {
    const meson =
      "common_sources = [\n  'a.cpp',\n  'b.cpp',\n]\nif x\n  common_sources += [\n    'c.cpp',\n  ]\nendif\nother_sources = [\n  'd.cpp',\n]\n";
    expect(listedSources(meson, 'common_sources')).toEqual(['a.cpp', 'b.cpp', 'c.cpp']);
  });

  it('refuses a meson.build without the list', () => {
    expect(() => listedSources('', 'common_sources')).toThrow(/no list common_sources/);
  });

  it('finds every source of the installed mediasoup once', async () => {
    const meson = await readFile(join(mediasoup.folder, 'worker/meson.build'), 'utf8');
    const files = listedSources(meson, 'common_sources');
    expect(files).toContain('src/RTC/Router.cpp');
    expect(new Set(files).size).toBe(files.length);
  });
});
