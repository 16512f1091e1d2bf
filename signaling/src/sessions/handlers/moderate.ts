import type { Moderation } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import { refusalOf } from '@confab/room-core';
import type { Seat } from '../Seat.ts';

/** What a host asks; the room's rules say whether it may, and what becomes of it. */
export function moderate({ room, peerId }: Seat, moderation: Moderation): Record<string, never> {
  const refusal = refusalOf(room.state, peerId, moderation);
  if (refusal) throw new ProtocolError(refusal, `${moderation.method} cannot be done`);
  room.apply({ type: 'moderated', byPeerId: peerId, moderation });
  return {};
}
