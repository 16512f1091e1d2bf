import type { SeatedHandler } from '../Seat.ts';

/** Both say it when a path is lost: whoever is second asks for what is so already. */
export const giveUpDirect: SeatedHandler<'giveUpDirect'> = ({ room, peerId }, { epoch }) => {
  room.apply({ type: 'directFailed', peerId, epoch });
  return {};
};
