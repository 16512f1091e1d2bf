import type { SeatedHandler } from '../Seat.ts';

/** Streams that the sfu does not have are none of its concern, nor of ours. */
export const setShown: SeatedHandler<'setShown'> = async ({ room, peerId }, { streams }) => {
  const { roomId, media } = room;
  // `unavailable` without transports: the client says it again of the next ones.
  media.transports.currentEpoch(peerId);
  await media.sfu.call('setShown', { roomId, peerId, streams });
  return {};
};
