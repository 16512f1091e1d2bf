import type { Params, Result } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { Seat, SeatedHandler } from '../Seat.ts';

export const produce: SeatedHandler<'produce'> = (seat, params) =>
  seat.room.media.sources.inOrder(seat.peerId, params.source, () => open(seat, params));

async function open(seat: Seat, params: Params<'produce'>): Promise<Result<'produce'>> {
  // It may have waited for the one before it.
  if (!seat.isHeld()) throw new ProtocolError('notFound', 'no such seat');
  const { room, peerId } = seat;
  const { roomId, media } = room;
  const { transportId, source, rtpParameters, muted } = params;
  const mediaEpoch = media.transports.epochOf(peerId, transportId, 'send');
  const entry = () => room.state.peers.get(peerId)?.sources.get(source);
  const foreseen = media.foresight.take(peerId, params);
  // A host may have closed it.
  if (foreseen && entry()?.producer === 'open') {
    if (muted) room.apply({ type: 'muteSet', peerId, source, muted });
    return { producerId: foreseen };
  }
  room.apply({ type: 'sourceRequested', peerId, source, muted });
  const paused = entry()?.muted ?? true;
  media.sources.forget(peerId, source);
  let producerId;
  try {
    ({ producerId } = await media.sfu.call('produce', { roomId, peerId, transportId, source, rtpParameters, paused }));
  } catch (cause) {
    room.apply({ type: 'sourceFailed', peerId, source, mediaEpoch });
    throw cause;
  }
  // The peer may have left, closed the source, or lost these transports: the room decides what the answer is worth.
  room.apply({ type: 'sourceOpened', peerId, source, mediaEpoch, paused });
  if (entry()?.producer !== 'open') throw new ProtocolError('notFound', 'the source was closed while it opened');
  // Only of who is still here: nobody would forget it again.
  media.foresight.noteSending(peerId, source, rtpParameters);
  return { producerId };
}
