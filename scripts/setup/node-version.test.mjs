import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { nodeFault } from './node-version.mjs';
import { root } from './prepare.mjs';
import { runProgram } from './run-program.mjs';

const entries = ['start', 'test', 'check', 'dev', 'build', 'check-imports'].map((name) => `scripts/${name}.mjs`);

describe('nodeFault', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '22.18.1', '23.0.0', '24.1.0'])('takes Node %s', (version) => {
    expect(nodeFault(version)).toBeUndefined();
  });

  it.each(['12.22.12', '18.20.4', '20.18.3', '21.7.3', '22.11.0'])('refuses Node %s and names the cure', (version) => {
    expect(nodeFault(version)).toContain(`this is Node ${version}.`);
    expect(nodeFault(version)).toContain('nvm install 24');
  });
});

describe('every command', () => {
  it.each(entries)('%s tells an old Node so, in words', async (entry) => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })`;
    const { code, output } = await runProgram(process.execPath, [
      '--import',
      `data:text/javascript,${pretend}`,
      join(root, entry),
    ]);
    expect([code, output]).toEqual([1, `${nodeFault('18.20.4')}\n`]);
  });

  it.each([...entries, 'scripts/setup/node-version.mjs'])('%s can be read by Node 12', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const { program, module } = parseSync(file, text);
    /** @type {string[]} */
    const tooNew = [];
    const refuse = (/** @type {{ type: string }} */ { type }) => void tooNew.push(type);
    new Visitor({
      ChainExpression: refuse,
      LogicalExpression: ({ operator }) => void (operator === '??' && tooNew.push(operator)),
      AssignmentExpression: ({ operator }) => void (/[&|?]{2}/.test(operator) && tooNew.push(operator)),
      PropertyDefinition: refuse,
      PrivateIdentifier: refuse,
      StaticBlock: refuse,
      AwaitExpression: refuse,
    }).visit(program);
    expect(tooNew).toEqual([]);
    // Whatever is imported at the top is read before the version is looked at.
    const imported = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
    expect(imported.filter((specifier) => specifier !== './setup/node-version.mjs')).toEqual([]);
  });
});
