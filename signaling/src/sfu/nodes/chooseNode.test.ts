import { describe, expect, it } from 'vitest';
import { createChooseNode } from './chooseNode.ts';
import type { DirectoryNode } from './Directory.ts';

const node = (key: string, some: Partial<DirectoryNode> = {}): DirectoryNode => ({
  key,
  workers: 1,
  load: 0,
  draining: false,
  recentPlacements: 0,
  ...some,
});
/** Gives these one after the other. */
const dice = (...values: number[]) => {
  const left = [...values];
  return () => left.shift() ?? 0;
};
const keyOf = (nodes: DirectoryNode[], ...values: number[]) => createChooseNode(dice(...values))(nodes)?.key;

describe('[ND1] the choice of a node', () => {
  const three = [node('a', { load: 0.1 }), node('b', { load: 0.5 }), node('c', { load: 0.9 })];

  it('is the less loaded one of two at random, never the same one twice', () => {
    expect(keyOf(three, 0.99, 0.99)).toBe('b');
    expect(keyOf(three, 0, 0.99)).toBe('a');
    expect(keyOf(three, 0.5, 0)).toBe('a');
  });

  it('counts what was placed there since, by the workers there are', () => {
    const placed = (workers: number) => [node('a', { recentPlacements: 8, workers }), node('b', { load: 0.2 })];
    expect(keyOf(placed(1))).toBe('b');
    expect(keyOf(placed(4))).toBe('a');
  });

  it('passes over those that drain, and is none when nobody is left', () => {
    expect(keyOf([node('a', { draining: true }), node('b', { load: 1 })])).toBe('b');
    expect(keyOf([node('a', { draining: true })])).toBeUndefined();
    expect(keyOf([])).toBeUndefined();
  });
});
