import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/prepare.mjs';
import { readTutorial } from './tutorial.mjs';

describe('npm run tutorial', () => {
  const text = readFileSync(join(root, 'docs/testing-your-calls.md'), 'utf8');

  it('takes the files and the packages from the text itself', () => {
    const { files, installs } = readTutorial(text);
    expect(files['playwright.config.js']).toContain('defineConfig');
    expect(files['tests/call.spec.js']).toContain("people('Ada', 'Bob', 'Cleo')");
    expect(files['tests/network.spec.js']).toContain("network: 'relayed'");
    expect(installs).toEqual([
      expect.stringMatching(/^@playwright\/test@\d/),
      expect.stringMatching(/^\/tmp\/confab-testkit-.*\.tgz$/),
    ]);
  });

  it('says so when the text has changed its shape', () => {
    expect(() => readTutorial('# Nothing')).toThrow(/is not what this command reads/);
    expect(() => readTutorial(text.replaceAll('tests/network.spec.js', 'elsewhere.js'))).toThrow(
      /tests\/network\.spec\.js/,
    );
  });
});
