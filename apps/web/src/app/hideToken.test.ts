import { describe, expect, it } from 'vitest';
import { hideToken } from './hideToken.ts';

describe('hideToken', () => {
  it('leaves a path without a token as it is', () => {
    expect(hideToken('/r/abc?name=A%20B&mic=0')).toEqual({ path: '/r/abc?name=A%20B&mic=0', state: undefined });
    expect(hideToken('/r/abc')).toEqual({ path: '/r/abc', state: undefined });
  });

  it('takes the token out and keeps the rest', () => {
    expect(hideToken('/r/abc?token=a.b.c')).toEqual({ path: '/r/abc', state: { token: 'a.b.c' } });
    expect(hideToken('/r/abc?mic=0&token=a.b.c&name=Ada')).toEqual({
      path: '/r/abc?mic=0&name=Ada',
      state: { token: 'a.b.c' },
    });
  });

  it('takes out every token', () => {
    expect(hideToken('/r/abc?token=a&token=b').path).toBe('/r/abc');
  });
});
