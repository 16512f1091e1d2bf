import { describe, expect, it } from 'vitest';
import { parseRoomQuery } from './parseRoomQuery.ts';

describe('parseRoomQuery', () => {
  it('has everything on, and the lobby first, when nothing is said', () => {
    expect(parseRoomQuery('')).toEqual({
      displayName: undefined,
      joinsAtOnce: false,
      wanted: { microphone: true, camera: true },
    });
  });

  it('reads name, join, mic and camera', () => {
    expect(parseRoomQuery('?name=%20Ada%20L.&join=1&mic=0&camera=0')).toEqual({
      displayName: 'Ada L.',
      joinsAtOnce: true,
      wanted: { microphone: false, camera: false },
    });
  });

  it('takes other values for not said', () => {
    expect(parseRoomQuery('?name=%20&join=yes&mic=1&camera=')).toEqual(parseRoomQuery(''));
  });
});
