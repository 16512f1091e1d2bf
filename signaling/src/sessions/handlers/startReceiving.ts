import { ProtocolError } from '@confab/protocol';
import type { SeatedHandler } from '../Seat.ts';

export const startReceiving: SeatedHandler<'startReceiving'> = async ({ room, peerId }, { rtpCapabilities }) => {
  const { roomId, media } = room;
  const mediaEpoch = media.transports.currentEpoch(peerId);
  // It was foreseen, and offered.
  if (media.foresight.isReceiving(peerId, rtpCapabilities)) return {};
  await media.sfu.call('setRtpCapabilities', { roomId, peerId, rtpCapabilities });
  room.apply({ type: 'receivingStarted', peerId, mediaEpoch });
  // What was said of transports that are gone says nothing of the new ones.
  if (media.transports.currentEpoch(peerId) !== mediaEpoch)
    throw new ProtocolError('unavailable', 'the media was reset meanwhile');
  media.foresight.noteReceiving(peerId, rtpCapabilities);
  return {};
};
