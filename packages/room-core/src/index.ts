/** The rules of a room as a pure function: no await, no clock, no socket, no mediasoup. */
export type { RoomEffect, Step } from './RoomEffect.ts';
export { fromMemo, toMemo } from './memo.ts';
export type { HeldPeer, RoomInput, RoomTimer, Speaker } from './RoomInput.ts';
export { saidBefore } from './chat.ts';
export { openStreams } from './media.ts';
export { refusalOf } from './moderation.ts';
export type { Peer, RoomState, SourceEntry, StreamRef, Visitor } from './RoomState.ts';
export { emptyRoom, eventsSince, toSnapshot } from './RoomState.ts';
export { isFull } from './seats.ts';
export { stepRoom } from './stepRoom.ts';
export { admissionOf } from './waiting.ts';
export type { SignalVerdict } from './topology.ts';
export { judgeSignal } from './topology.ts';
export type { Attendance, Span } from './views/attendance.ts';
export { attendanceOf } from './views/attendance.ts';
export type { HistoryEntry } from './views/history.ts';
export { historyOf } from './views/history.ts';
export { rosterOf } from './views/roster.ts';
