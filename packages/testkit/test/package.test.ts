import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What `npm pack` would put into the package; the scripts build before the integration tests. */
async function packed(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], { cwd: folder });
  const [pack] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return (pack?.files ?? []).map(({ path }) => path);
}

it('packs the kit with its types and its README, and neither tests nor sources', async () => {
  const paths = await packed();
  for (const path of ['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts']) expect(paths).toContain(path);
  expect(paths.filter((path) => !/^(package\.json|README\.md|LICENSE|dist\/.+\.(js|d\.ts))$/.test(path))).toEqual([]);
  expect(paths.filter((path) => path.includes('.test.'))).toEqual([]);
});

/** Only what is read here: the tutorial itself is followed by `npm run tutorial`. */
it('has all that the tutorial and the README import of it, under the name that they install', async () => {
  const index = await readFile(`${folder}/src/index.ts`, 'utf8');
  const exported = [...index.matchAll(/^export \{ (.*) \}/gm)].flatMap(([, names = '']) => names.split(', '));
  const { version } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const texts = await Promise.all(
    ['../../docs/testing-your-calls.md', 'README.md'].map((path) => readFile(`${folder}/${path}`, 'utf8')),
  );
  const lists = texts.flatMap((text) => [...text.matchAll(/import \{ (.*) \} from '@confab\/testkit'/g)]);
  expect(lists.length).toBeGreaterThan(3);
  expect(lists.flatMap(([, names = '']) => names.split(', ')).filter((name) => !exported.includes(name))).toEqual([]);
  expect(texts[0]).toContain(`/tmp/confab-testkit-${version}.tgz`);
});
