import type { SeatedHandler } from '../Seat.ts';

export const resumeConsumers: SeatedHandler<'resumeConsumers'> = async ({ room, peerId }, params) => {
  const { roomId, media } = room;
  const consumerIds = media.transports.pickOpenConsumers(peerId, params.consumerIds);
  if (consumerIds.length > 0) await media.sfu.call('resumeConsumers', { roomId, peerId, consumerIds });
  return {};
};
