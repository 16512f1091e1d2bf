import type { SeatedHandler } from '../Seat.ts';

export const connectTransport: SeatedHandler<'connectTransport'> = async ({ room, peerId }, params) => {
  const { roomId, media } = room;
  const { transportId, dtlsParameters } = params;
  media.transports.epochOf(peerId, transportId);
  await media.sfu.call('connectTransport', { roomId, peerId, transportId, dtlsParameters });
  // It may have left, or have others by now.
  const transports = media.transports.of(peerId);
  if (transports?.send === transportId) media.foresight.noteConnecting(peerId, 'send', dtlsParameters);
  if (transports?.recv === transportId) media.foresight.noteConnecting(peerId, 'recv', dtlsParameters);
  return {};
};
