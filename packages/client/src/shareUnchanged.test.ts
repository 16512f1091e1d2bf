import { expect, it } from 'vitest';
import { shareUnchanged } from './shareUnchanged.ts';

it('gives back the old object when nothing has changed', () => {
  const before = { list: [{ id: 1 }, { id: 2 }], flag: true };

  expect(shareUnchanged(before, structuredClone(before))).toBe(before);
});

it('keeps the old parts of what has changed elsewhere', () => {
  const before = { list: [{ id: 1 }, { id: 2 }], other: { deep: [1] } };
  const after = shareUnchanged(before, { list: [{ id: 1 }, { id: 3 }, { id: 4 }], other: { deep: [1] } });

  expect(after).toEqual({ list: [{ id: 1 }, { id: 3 }, { id: 4 }], other: { deep: [1] } });
  expect(after.list[0]).toBe(before.list[0]);
  expect(after.other).toBe(before.other);
});

it('notices what has gone', () => {
  expect(shareUnchanged({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(shareUnchanged([1, 2], [1])).toEqual([1]);
  expect(shareUnchanged({}, [])).toEqual([]);
});
