import { describe, expect, it } from 'vitest';
import { hideToken, keepToken, readToken } from './hideToken.ts';

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

describe('the token in the history state', () => {
  it('is read and replaced, beside what else stands there', () => {
    const history = {
      state: { token: 'old', other: 1 } as unknown,
      replaceState: (state: unknown) => void (history.state = state),
    };
    expect(readToken(history.state)).toBe('old');
    keepToken(history, 'new');
    expect(history.state).toEqual({ token: 'new', other: 1 });
  });

  it.each([undefined, null, 'token', {}, { token: 1 }, { token: '' }])('is none in %j', (state) => {
    expect(readToken(state)).toBeUndefined();
  });
});
