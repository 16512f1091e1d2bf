import { isRoomId } from '@confab/protocol';

/** A meeting that this device was in. */
export type RecentRoom = { readonly roomId: string; readonly at: number };

const KEY = 'confab.recent';
const KEPT = 5;

/** The newest first. */
export function readRecentRooms(storage: () => Storage = () => localStorage): readonly RecentRoom[] {
  try {
    const stored: unknown = JSON.parse(storage().getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isRecentRoom).slice(0, KEPT) : [];
  } catch {
    return []; // Storage is switched off, or somebody else wrote there.
  }
}

export function rememberRoom(room: RecentRoom, storage: () => Storage = () => localStorage): void {
  write([room, ...readRecentRooms(storage).filter(({ roomId }) => roomId !== room.roomId)].slice(0, KEPT), storage);
}

export function forgetRoom(roomId: string, storage: () => Storage = () => localStorage): void {
  write(
    readRecentRooms(storage).filter((room) => room.roomId !== roomId),
    storage,
  );
}

function write(rooms: readonly RecentRoom[], storage: () => Storage): void {
  try {
    storage().setItem(KEY, JSON.stringify(rooms));
  } catch {
    // Storage is full or switched off: the link still works.
  }
}

const isRecentRoom = (value: unknown): value is RecentRoom =>
  typeof value === 'object' &&
  value !== null &&
  'roomId' in value &&
  isRoomId(value.roomId) &&
  'at' in value &&
  Number.isFinite(value.at);
