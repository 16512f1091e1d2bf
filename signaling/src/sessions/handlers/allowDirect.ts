import type { SeatedHandler } from '../Seat.ts';

export const allowDirect: SeatedHandler<'allowDirect'> = ({ room, peerId }, { allowed }) => {
  room.apply({ type: 'directAllowed', peerId, allowed });
  return {};
};
