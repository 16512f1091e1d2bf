/** What to send to others: the room, and nothing of one's own name, token or devices. */
export const toInviteLink = (roomId: string, origin: string): string => `${origin}/r/${encodeURIComponent(roomId)}`;
