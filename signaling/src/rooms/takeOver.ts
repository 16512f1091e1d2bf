import type { Memo, RoomId } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import type { SfuPort } from '../sfu/SfuPort.ts';
import { readMemo } from './memo.ts';

/** A room that an earlier process left in the sfu. */
export type LeftRoom = {
  readonly roomId: RoomId;
  /** Undefined when nobody can say any more what it was. */
  readonly memo: Memo | undefined;
  readonly peers: ControlResult<'getRoom'>['peers'];
  readonly heldBack?: ControlResult<'getRoom'>['heldBack'];
};

/** Asks the sfu for all of these rooms, a few at a time; rejects when one cannot be had, leaves out one that has ended. */
export async function askForRooms(sfu: SfuPort, roomIds: readonly RoomId[]): Promise<readonly LeftRoom[]> {
  const waiting = [...roomIds];
  const rooms: LeftRoom[] = [];
  const work = async () => {
    for (let roomId = waiting.shift(); roomId !== undefined; roomId = waiting.shift()) {
      const room = await askForRoom(sfu, roomId);
      if (room) rooms.push(room);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return rooms;
}

async function askForRoom(sfu: SfuPort, roomId: RoomId): Promise<LeftRoom | undefined> {
  try {
    const { memo, peers, heldBack } = await sfu.call('getRoom', { roomId });
    return { roomId, memo: memo === undefined ? undefined : readMemo(memo), peers, heldBack };
  } catch (cause) {
    if (toWireError(cause).code === 'notFound') return undefined;
    throw cause;
  }
}

const AT_A_TIME = 8;
