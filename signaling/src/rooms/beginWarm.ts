import type { PeerId } from '@confab/protocol';
import type { WarmSeat } from './Lobby.ts';
import type { RoomHost } from './RoomHost.ts';

/** A new seat takes up what was prepared in the lobby: as if it had asked for each just now, and without a round trip. */
export function beginWarm(
  room: RoomHost,
  peerId: PeerId,
  { consumerIds, sources, unused, canReceive }: WarmSeat,
): void {
  const { media } = room;
  const mediaEpoch = media.transports.currentEpoch(peerId);
  // First of all: somebody waits for a picture.
  if (consumerIds.length > 0) media.consumers.resumeWarm(peerId, consumerIds);
  media.consumers.endProbe(peerId);
  if (canReceive) room.apply({ type: 'receivingStarted', peerId, mediaEpoch });
  for (const { source, muted } of sources) {
    room.apply({ type: 'sourceRequested', peerId, source, muted });
    // It was opened paused; the room has it flow when it is not muted.
    room.apply({ type: 'sourceOpened', peerId, source, mediaEpoch, paused: true });
  }
  // The room did not ask for it, so it has it closed.
  for (const source of unused) room.apply({ type: 'sourceOpened', peerId, source, mediaEpoch, paused: true });
}
