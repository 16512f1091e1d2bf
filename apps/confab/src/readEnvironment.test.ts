import { describe, expect, it } from 'vitest';
import { readEnvironment } from './readEnvironment.ts';

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

describe('readEnvironment', () => {
  it('adds what .env says, and lets the real environment win', () => {
    const file = '# ours\nPORT=9000\nPUBLIC_URL="https://meet.example.org"\n';
    expect(readEnvironment({ PORT: '7000' }, () => file)).toEqual({
      env: { PORT: '7000', PUBLIC_URL: 'https://meet.example.org' },
      faults: [],
    });
  });

  it('does without .env', () => {
    expect(readEnvironment({ PORT: '7000' }, failing('ENOENT'))).toEqual({ env: { PORT: '7000' }, faults: [] });
  });

  it('explains a .env that cannot be read', () => {
    expect(readEnvironment({}, failing('EACCES')).faults).toEqual([
      'The file .env cannot be read (EACCES): correct its permissions, or move it away.',
    ]);
  });
});
