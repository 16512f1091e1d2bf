import type { RoomId } from './ids.ts';

/** Letters, digits, `-` and `_`, so that it needs no escaping anywhere. */
export const ROOM_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The same that the schema says, for a first page that does without schemas. */
export const isRoomId = (value: unknown): value is RoomId => typeof value === 'string' && ROOM_ID.test(value);
