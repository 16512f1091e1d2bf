import { describe, expect, it } from 'vitest';
import { parseRoomQuery } from './parseRoomQuery.ts';

describe('parseRoomQuery', () => {
  it('has everything on, and the lobby first, when nothing is said', () => {
    expect(parseRoomQuery('')).toEqual({
      displayName: undefined,
      joinsAtOnce: false,
      isDirectAllowed: true,
      wanted: { microphone: true, camera: true },
    });
  });

  it('reads name, join, p2p, mic and camera', () => {
    expect(parseRoomQuery('?name=%20Ada%20L.&join=1&p2p=off&mic=0&camera=0')).toEqual({
      displayName: 'Ada L.',
      joinsAtOnce: true,
      isDirectAllowed: false,
      wanted: { microphone: false, camera: false },
    });
  });

  it('takes other values for not said', () => {
    expect(parseRoomQuery('?name=%20&join=yes&p2p=on&mic=1&camera=')).toEqual(parseRoomQuery(''));
  });
});
