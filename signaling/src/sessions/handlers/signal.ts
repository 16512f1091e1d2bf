import { ProtocolError } from '@confab/protocol';
import { judgeSignal } from '@confab/room-core';
import type { SeatedHandler } from '../Seat.ts';

export const signal: SeatedHandler<'signal'> = ({ room, peerId }, { to, epoch, signal: word }) => {
  const verdict = judgeSignal(room.state, { from: peerId, to, epoch });
  if (verdict === 'notFound') throw new ProtocolError('notFound', 'no such peer');
  if (verdict === 'away') throw new ProtocolError('unavailable', 'the other peer is away');
  // Of a path that is given up already: nobody needs to know.
  if (verdict === 'late') return {};
  room.signalCounts.add(peerId, epoch);
  room.apply({ type: 'signalSent', peerId, to, epoch, signal: word });
  return {};
};
