import { peerId, type PeerId } from '@confab/protocol';

/** Snapshots are plain data: what goes back to the room is an id again. */
export const toPeerId = (text: string): PeerId => peerId.parse(text);
