import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPrograms } from './dev.mjs';
import { parse as toRepeat } from './e2e-repeat.mjs';
import { toEnv } from './fuzz.mjs';
import { parse } from './test.mjs';

describe('npm test', () => {
  beforeEach(() => void vi.stubEnv('CI', ''));
  afterEach(() => void vi.unstubAllEnvs());
  const names = (/** @type {string[]} */ args) => parse(args).steps.map(({ name }) => name);

  it('asks everything, cheapest first', () => {
    expect(names([])).toEqual([
      'types',
      'lint',
      'format',
      'import table',
      'dead code',
      'API documents',
      'unit',
      'components',
      'build',
      'integration',
      'fuzz',
      'testkit',
      'e2e',
    ]);
  });

  it('asks one kind of test only, with what it needs', () => {
    expect(names(['--only', 'unit'])).toEqual(['unit']);
    expect(names(['--only', 'components'])).toEqual(['components']);
    expect(names(['--only', 'integration'])).toEqual(['build', 'integration']);
    expect(names(['--only', 'e2e'])).toEqual(['build', 'e2e']);
  });

  it.each([['--only', 'toString'], ['--only'], ['--fast'], ['unit']])('refuses %s %s', (...args) => {
    expect(() => parse(args.filter((arg) => arg !== undefined))).toThrow(/--only/);
  });

  it('shows everything in CI and where asked', () => {
    expect(parse([]).isVerbose).toBe(false);
    expect(parse(['--verbose']).isVerbose).toBe(true);
    vi.stubEnv('CI', 'true');
    expect(parse([]).isVerbose).toBe(true);
  });
});

describe('npm run fuzz', () => {
  it('plays for a minute, as long as it is told, or one round again', () => {
    expect(toEnv([])).toEqual({ CONFAB_FUZZ_SECONDS: '60' });
    expect(toEnv(['--seconds', '600'])).toEqual({ CONFAB_FUZZ_SECONDS: '600' });
    expect(toEnv(['--seed', '7'])).toMatchObject({ CONFAB_FUZZ_SEED: '7' });
  });

  it.each([['--seconds', 'many'], ['--seed', '-1'], ['60'], ['--minutes', '1']])('refuses %s %s', (...args) => {
    expect(() => toEnv(args.filter((arg) => arg !== undefined))).toThrow(/--seconds/);
  });
});

describe('npm run dev', () => {
  const programs = toPrograms({ env: { PORT: '9000' }, workerBin: '/worker', controlPort: 4000, httpPort: 5000 });
  const [sfu, signaling, vite] = programs.commands;

  it('puts the page where people expect Confab, and signaling behind it', () => {
    expect(programs.address).toBe('http://localhost:9000');
    expect(vite?.command).toContain('9000');
    expect(vite?.env['CONFAB_SIGNALING_URL']).toBe('http://127.0.0.1:5000');
    expect(signaling?.env).toMatchObject({ PORT: '5000', SFU_URL: 'ws://127.0.0.1:4000' });
  });

  it('gives both servers one secret, and the sfu its worker', () => {
    expect(sfu?.env['SFU_SECRET']).toMatch(/^[\w-]{43}$/);
    expect(signaling?.env['SFU_SECRET']).toBe(sfu?.env['SFU_SECRET']);
    expect(sfu?.env).toMatchObject({ SFU_PORT: '4000', MEDIASOUP_WORKER_BIN: '/worker' });
  });
});

describe('npm run e2e:repeat', () => {
  it('runs a hundred times, or what it is told', () => {
    expect(toRepeat([])).toEqual({ runs: 100, minutes: undefined, isFresh: false });
    expect(toRepeat(['--runs', '5', '--minutes', '30', '--fresh'])).toEqual({ runs: 5, minutes: 30, isFresh: true });
    expect(() => toRepeat(['--runs', 'many'])).toThrow(/--runs/);
  });
});
