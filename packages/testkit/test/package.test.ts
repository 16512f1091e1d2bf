import { execFile } from 'node:child_process';
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
