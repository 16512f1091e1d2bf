import type { SeatedHandler } from '../Seat.ts';

export const restartIce: SeatedHandler<'restartIce'> = async ({ room, peerId }, { transportId }) => {
  const { roomId, media } = room;
  media.transports.epochOf(peerId, transportId);
  const restarted = await media.sfu.call('restartIce', { roomId, peerId, transportId });
  // New credentials of a transport that is gone meanwhile would only mislead.
  media.transports.epochOf(peerId, transportId);
  return restarted;
};
