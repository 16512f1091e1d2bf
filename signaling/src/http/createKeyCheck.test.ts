import { describe, expect, it } from 'vitest';
import { createKeyCheck } from './createKeyCheck.ts';

const apiKey = 'a key of at least thirty-two bytes';

describe('createKeyCheck', () => {
  it('lets everybody make rooms when nothing is set', () => {
    expect(createKeyCheck({ apiKey: undefined, requiresToken: false })(undefined)).toBe(true);
  });

  it('[TK8] lets nobody when tokens are required and there is no key', () => {
    const mayMakeRooms = createKeyCheck({ apiKey: undefined, requiresToken: true });
    for (const header of [undefined, '', 'Bearer ', 'Bearer undefined']) expect(mayMakeRooms(header)).toBe(false);
  });

  it.each([true, false])('[TK8] asks for the key that is set, tokens required: %s', (requiresToken) => {
    const mayMakeRooms = createKeyCheck({ apiKey, requiresToken });
    expect(mayMakeRooms(`Bearer ${apiKey}`)).toBe(true);
    expect(mayMakeRooms(`bearer ${apiKey}`)).toBe(true);
    for (const header of [undefined, '', apiKey, 'Bearer', `Basic ${apiKey}`, `Bearer ${apiKey}!`, 'Bearer ']) {
      expect(mayMakeRooms(header)).toBe(false);
    }
  });
});
