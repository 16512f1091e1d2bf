import type { SeatedHandler } from '../Seat.ts';

export const leave: SeatedHandler<'leave'> = ({ room, peerId }) => {
  room.apply({ type: 'left', peerId });
  return {};
};
