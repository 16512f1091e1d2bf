import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handleShareOf } from './handleShareOf.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'confab-proc-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function pretend(soft: string): void {
  mkdirSync(join(root, '7', 'fd'), { recursive: true });
  for (const handle of ['0', '1', '2']) writeFileSync(join(root, '7', 'fd', handle), '');
  const limits = ['Limit Soft Limit Hard Limit Units', `Max open files            ${soft}      4096      files`, ''];
  writeFileSync(join(root, '7', 'limits'), limits.join('\n'));
}

it('is what is open of what may be', () => {
  pretend('12');
  expect(handleShareOf(7, root)).toBe(0.25);
});

it('is nothing without a limit, or where it is not told', () => {
  pretend('unlimited');
  expect(handleShareOf(7, root)).toBe(0);
  expect(handleShareOf(8, root)).toBe(0);
});
