import { expect, it } from 'vitest';
import { isAuthorized } from './isAuthorized.ts';

it('lets in the bearer of the secret only', () => {
  expect(isAuthorized('Bearer secret', 'secret')).toBe(true);
  for (const header of [
    undefined,
    '',
    'secret',
    'Bearer',
    'Bearer ',
    'bearer secret',
    'Bearer secret ',
    'Bearer secre',
    'Basic secret',
  ])
    expect(isAuthorized(header, 'secret')).toBe(false);
});
