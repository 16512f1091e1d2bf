import type { SeatedHandler } from '../Seat.ts';

/** The new ones are offered as any others are (consumersAdded). */
export const renewConsumers: SeatedHandler<'renewConsumers'> = ({ room, peerId }, { of }) => {
  room.apply({ type: 'renewalAsked', peerId, of });
  return {};
};

export const reportUnheard: SeatedHandler<'reportUnheard'> = ({ room, peerId }, { of }) => {
  room.apply({ type: 'unheardReported', peerId, of });
  return {};
};
