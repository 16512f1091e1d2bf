import type { CallSnapshot } from '@confab/client';

/** How many messages of others came after the last one that was on the screen. */
export function countUnread(chat: CallSnapshot['chat'], lastReadId: string | undefined): number {
  const lastRead = chat.findIndex(({ id }) => id === lastReadId);
  return chat.slice(lastRead + 1).filter(({ isOwn }) => !isOwn).length;
}
