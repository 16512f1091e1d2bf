import { describe, expect, it } from 'vitest';
import type { Stayed } from './alikeRounds.ts';
import { alikeRounds } from './alikeRounds.ts';

const stayed = (round: number, path: Stayed['path'], heights = [540, 540], framesPerSecond = 30): Stayed => ({
  round,
  path,
  heights,
  ages: [40],
  way: { framesPerSecond },
});

describe('rounds that are compared', () => {
  it('have pictures of one size and rate on both ways', () => {
    const alike = [stayed(0, 'sfu'), stayed(0, 'direct')];
    const smaller = [stayed(1, 'sfu', [540, 270]), stayed(1, 'direct')];
    const fewer = [stayed(2, 'sfu', [540, 540], 20), stayed(2, 'direct')];
    expect(alikeRounds([...smaller, ...alike, ...fewer])).toEqual(alike);
  });

  it('are an error when there is none', () => {
    expect(() => alikeRounds([stayed(0, 'sfu', [540, 270]), stayed(0, 'direct')])).toThrow('too busy');
  });
});
