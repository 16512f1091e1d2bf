import type { ChatMessage, PeerId } from '@confab/protocol';
import { CHAT_HISTORY_LENGTH, CHAT_HISTORY_MESSAGES, REMEMBERED_MESSAGE_IDS } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState } from './RoomState.ts';
import type { InputOf } from './step.ts';
import { nothing, tell, withPeer } from './step.ts';

/** What peers say to each other without sound. */

/** The event that this message of the peer became; undefined when it is new. */
export const saidBefore = (room: RoomState, peerId: PeerId, messageId: string): number | undefined =>
  room.peers.get(peerId)?.said.find((said) => said.messageId === messageId)?.seq;

export function onChatSent(room: RoomState, { peerId, messageId, text, at }: InputOf<'chatSent'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer || saidBefore(room, peerId, messageId) !== undefined) return nothing(room);
  const message: ChatMessage = { messageId, peerId, displayName: peer.displayName, text, at };
  const remembered = withSaid({ ...room, chat: newest([...room.chat, message]) }, peer, messageId);
  return tell(remembered, { name: 'chatSent', data: { message } });
}

export function onReacted(room: RoomState, { peerId, messageId, reaction }: InputOf<'reacted'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer || saidBefore(room, peerId, messageId) !== undefined) return nothing(room);
  return tell(withSaid(room, peer, messageId), { name: 'reacted', data: { peerId, messageId, reaction } });
}

export const onHandSet = (room: RoomState, { peerId, raised }: InputOf<'handSet'>): Step =>
  setHand(room, peerId, raised);

export function setHand(room: RoomState, peerId: PeerId, raised: boolean): Step {
  const peer = room.peers.get(peerId);
  if (!peer || (peer.handRaised !== undefined) === raised) return nothing(room);
  const handRaised = raised ? room.seq + 1 : undefined;
  return tell(withPeer(room, { ...peer, handRaised }), { name: 'handChanged', data: { peerId, raised } });
}

/** As the event that is told next. */
function withSaid(room: RoomState, peer: Peer, messageId: string): RoomState {
  const said = [...peer.said, { messageId, seq: room.seq + 1 }].slice(-REMEMBERED_MESSAGE_IDS);
  return withPeer(room, { ...peer, said });
}

/** As many of the newest as the room remembers; the very newest whatever its length. */
function newest(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  let length = 0;
  let first = messages.length;
  while (first > 0 && messages.length - first < CHAT_HISTORY_MESSAGES) {
    length += messages[first - 1]?.text.length ?? 0;
    if (length > CHAT_HISTORY_LENGTH && first < messages.length) break;
    first--;
  }
  return messages.slice(first);
}
