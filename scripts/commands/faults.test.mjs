import { describe, expect, it } from 'vitest';
import { toEnv as toRandom } from './e2e-random.mjs';
import { parse } from './faults.mjs';
import { toEnv as toSoak } from './soak.mjs';

describe('npm run faults', () => {
  it('runs everything once, unless said otherwise', () => {
    const nothingElse = { grep: undefined, isLong: false, minutes: undefined, isFresh: false };
    expect(parse([])).toEqual({ ...nothingElse, runs: 1 });
    expect(parse(['--runs', '20', '--long'])).toEqual({ ...nothingElse, runs: 20, isLong: true });
    expect(parse(['--minutes', '90', '--fresh'])).toEqual({ ...nothingElse, runs: 1, minutes: 90, isFresh: true });
  });

  it('takes the faults that are named, and no other that begins alike', () => {
    const { grep = '' } = parse(['--only', 'F1,F14']);
    const isTaken = (/** @type {string} */ title) => new RegExp(grep).test(`faults network.spec.ts ${title}`);
    expect(['F1 cut', 'F14 moved', 'F15 offline', 'F17 loss'].map(isTaken)).toEqual([true, true, false, false]);
  });

  it.each([['--runs', '0'], ['--runs', 'many'], ['--only', 'cut'], ['--what']])('refuses %s %s', (...args) => {
    expect(() => parse(args.filter((arg) => arg !== undefined))).toThrow(/--only/);
  });
});

describe('npm run soak', () => {
  it('takes minutes and a seed', () => {
    expect(toSoak([])).toMatchObject({ CONFAB_SOAK_MINUTES: '2', CONFAB_SOAK_SEED: '1' });
    expect(toSoak(['--minutes', '20', '--seed', '7'])).toMatchObject({
      CONFAB_SOAK_MINUTES: '20',
      CONFAB_SOAK_SEED: '7',
    });
  });

  it.each([['--minutes', '0'], ['--seed', 'x'], ['20']])('refuses %s %s', (...args) => {
    expect(() => toSoak(args.filter((arg) => arg !== undefined))).toThrow(/--minutes/);
  });
});

describe('npm run e2e:random', () => {
  it('takes how much happens, and a seed', () => {
    expect(toRandom([])).toEqual({ CONFAB_CYCLES: '3', CONFAB_STEPS: '12', CONFAB_SEED: '1' });
    expect(toRandom(['--cycles', '50', '--seed', '7'])).toMatchObject({ CONFAB_CYCLES: '50', CONFAB_SEED: '7' });
  });

  it.each([['--cycles', '0'], ['--seed', 'x'], ['50']])('refuses %s %s', (...args) => {
    expect(() => toRandom(args.filter((arg) => arg !== undefined))).toThrow(/--cycles/);
  });
});
