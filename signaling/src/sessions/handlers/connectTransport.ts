import type { SeatedHandler } from '../Seat.ts';

export const connectTransport: SeatedHandler<'connectTransport'> = async ({ room, peerId }, params) => {
  const { roomId, media } = room;
  const { transportId, dtlsParameters } = params;
  media.transports.epochOf(peerId, transportId);
  await media.sfu.call('connectTransport', { roomId, peerId, transportId, dtlsParameters });
  return {};
};
