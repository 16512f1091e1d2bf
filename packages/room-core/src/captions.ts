import type { Step } from './RoomEffect.ts';
import type { RoomState } from './RoomState.ts';
import type { InputOf } from './step.ts';
import { connectedPeers, nothing, only } from './step.ts';

/** Words of somebody who is heard, and of nobody else: muting may overtake what was recognised before it (CP2). */
export function onCaptionSaid(room: RoomState, { peerId, caption }: InputOf<'captionSaid'>): Step {
  const microphone = room.peers.get(peerId)?.sources.get('microphone');
  if (!microphone?.isAnnounced || microphone.muted) return nothing(room);
  return only(room, { type: 'tellCaption', to: connectedPeers(room, peerId), caption: { ...caption, peerId } });
}
