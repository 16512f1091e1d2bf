/** The rules of a room as a pure function: no await, no clock, no socket, no mediasoup. */
export type { RoomEffect, Step } from './RoomEffect.ts';
export { fromMemo, toMemo } from './memo.ts';
export type { HeldPeer, RoomInput, RoomTimer, Speaker } from './RoomInput.ts';
export type { Peer, RoomState, SourceEntry } from './RoomState.ts';
export { emptyRoom, eventsSince, toSnapshot } from './RoomState.ts';
export { isFull } from './seats.ts';
export { stepRoom } from './stepRoom.ts';
export type { SignalVerdict } from './topology.ts';
export { judgeSignal } from './topology.ts';
