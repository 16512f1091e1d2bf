import type { SeatedHandler } from '../Seat.ts';

/** Closing what is not there is fine: it may have failed to open. */
export const closeSource: SeatedHandler<'closeSource'> = ({ room, peerId }, { source }) => {
  room.apply({ type: 'sourceClosed', peerId, source });
  return {};
};
