import { ProtocolError } from '@confab/protocol';
import type { SeatedHandler } from '../Seat.ts';

export const setMuted: SeatedHandler<'setMuted'> = async ({ room, peerId }, { source, muted }) => {
  if (!room.state.peers.get(peerId)?.sources.has(source)) throw new ProtocolError('notFound', 'no such source');
  room.apply({ type: 'muteSet', peerId, source, muted });
  if (muted) return {};

  // "Unmuted" is true only when the sfu forwards again; when it cannot, the source is muted again by now.
  const outcome = await room.media.sources.pauseOutcome(peerId, source);
  if (outcome === 'kept' || outcome === 'refused') {
    throw new ProtocolError('unavailable', 'the media server cannot unmute now');
  }
  return {};
};
