import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { build } from './build.mjs';

async function setUp() {
  const root = await temporaryFolder({
    'apps/web/src/main.tsx': '1',
    'packages/client/src/index.ts': '1',
    'sfu/src/main.ts': '1',
  });
  /** @type {string[]} */
  const ran = [];
  /** @type {Record<string, string>} */
  const faults = {};
  const run = async (/** @type {string} */ program) => {
    const name = basename(program);
    ran.push(name);
    if (faults[name]) return { code: 1, output: faults[name] };
    if (name === 'vite') {
      await mkdir(join(root, 'apps/web/dist/site'), { recursive: true });
      await writeFile(join(root, 'apps/web/dist/site/index.html'), '');
    }
    return { code: 0, output: '' };
  };
  const buildAgain = async () => {
    ran.length = 0;
    await build({ root, say: () => undefined, run });
    return ran;
  };
  return { root, faults, buildAgain };
}

describe('build', () => {
  it('bundles when something of the page has changed, and leaves the compiler to judge the rest', async () => {
    const { root, buildAgain } = await setUp();
    expect(await buildAgain()).toEqual(['tsc', 'vite']);
    expect(await buildAgain()).toEqual(['tsc']);
    await writeFile(join(root, 'sfu/src/main.ts'), '2');
    await writeFile(join(root, 'packages/client/src/index.test.ts'), '2');
    expect(await buildAgain()).toEqual(['tsc']);
    await writeFile(join(root, 'packages/client/src/index.ts'), '2');
    expect(await buildAgain()).toEqual(['tsc', 'vite']);
  });

  it('bundles again when the bundle was taken away', async () => {
    const { root, buildAgain } = await setUp();
    await buildAgain();
    await rm(join(root, 'apps/web/dist/site'), { recursive: true });
    expect(await buildAgain()).toEqual(['tsc', 'vite']);
  });

  it('tells what the tool said, and tries again the next time', async () => {
    const { faults, buildAgain } = await setUp();
    faults['vite'] = 'no such export';
    await expect(buildAgain()).rejects.toThrow('The web app cannot be built:\nno such export');
    delete faults['vite'];
    expect(await buildAgain()).toEqual(['tsc', 'vite']);
    faults['tsc'] = 'error TS2345';
    await expect(buildAgain()).rejects.toThrow('The compiler refuses the sources:\nerror TS2345');
  });
});
