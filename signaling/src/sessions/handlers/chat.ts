import { ProtocolError } from '@confab/protocol';
import { saidBefore } from '@confab/room-core';
import type { Seat, SeatedHandler } from '../Seat.ts';

export const sendChat: SeatedHandler<'sendChat'> = (seat, { messageId, text }) => {
  seat.room.apply({ type: 'chatSent', peerId: seat.peerId, messageId, text, at: seat.room.nowMs() });
  return { seq: seqOf(seat, messageId) };
};

export const react: SeatedHandler<'react'> = (seat, { messageId, reaction }) => {
  seat.room.apply({ type: 'reacted', peerId: seat.peerId, messageId, reaction });
  return { seq: seqOf(seat, messageId) };
};

export const caption: SeatedHandler<'caption'> = ({ room, peerId }, said) => {
  room.apply({ type: 'captionSaid', peerId, caption: said });
  return {};
};

export const setHand: SeatedHandler<'setHand'> = ({ room, peerId }, { raised }) => {
  room.apply({ type: 'handSet', peerId, raised });
  return {};
};

/** The event that it became, now or when it was sent before. */
function seqOf({ room, peerId }: Seat, messageId: string): number {
  const seq = saidBefore(room.state, peerId, messageId);
  if (seq === undefined) throw new ProtocolError('notFound', 'no such seat');
  return seq;
}
