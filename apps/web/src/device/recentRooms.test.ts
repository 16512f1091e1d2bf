import { describe, expect, it } from 'vitest';
import { forgetRoom, readRecentRooms, rememberRoom } from './recentRooms.ts';

function createStorage(initial?: string) {
  let item = initial ?? null;
  const storage = { getItem: () => item, setItem: (_key: string, value: string) => void (item = value) };
  return () => storage as Partial<Storage> as Storage;
}

describe('recent rooms', () => {
  it('has the newest first, each once, and no more than five', () => {
    const storage = createStorage();
    for (let at = 1; at <= 6; at++) rememberRoom({ roomId: `room-${at}`, at }, storage);
    rememberRoom({ roomId: 'room-3', at: 9 }, storage);
    expect(readRecentRooms(storage).map(({ roomId }) => roomId)).toEqual([
      'room-3',
      'room-6',
      'room-5',
      'room-4',
      'room-2',
    ]);
    forgetRoom('room-6', storage);
    expect(readRecentRooms(storage)).toHaveLength(4);
  });

  it.each(['', '{', 'null', '{}', '[1, null, {"roomId":"../x","at":1}, {"roomId":"abc"}, {"roomId":"abc","at":"x"}]'])(
    'has none when %j is stored',
    (stored) => {
      expect(readRecentRooms(createStorage(stored))).toEqual([]);
    },
  );
});
