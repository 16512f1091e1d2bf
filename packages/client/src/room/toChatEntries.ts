import type { ChatEntry } from '../CallSnapshot.ts';
import type { RoomView } from '../callState.ts';
import type { ChatOutbox } from './ChatOutbox.ts';

/** What was said, and after it what is still on its way. */
export function toChatEntries(
  room: RoomView | undefined,
  displayName: string,
  outbox: ChatOutbox,
): readonly ChatEntry[] {
  if (!room) return [];
  const sent = room.chat.map(({ messageId, ...message }): ChatEntry => ({
    id: messageId,
    ...message,
    isOwn: message.peerId === room.selfId || outbox.isOwn(messageId),
    state: 'sent',
  }));
  const drafts = outbox.drafts.map(({ messageId, ...draft }): ChatEntry => ({
    id: messageId,
    peerId: room.selfId,
    displayName,
    isOwn: true,
    ...draft,
  }));
  return [...sent, ...drafts];
}
