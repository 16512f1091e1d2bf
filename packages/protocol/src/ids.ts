import * as z from 'zod/mini';
import { ROOM_ID } from './isRoomId.ts';

/** A room as it stands in its URL, `/r/<roomId>`. */
export const roomId = z.string().check(z.regex(ROOM_ID)).brand<'RoomId'>();
export type RoomId = z.infer<typeof roomId>;

/** A seat in a room. It survives the socket of the person who sits in it. uuid v7, made by the server. */
export const peerId = z.uuid().brand<'PeerId'>();
export type PeerId = z.infer<typeof peerId>;

/** mediasoup's own ids are uuids, yet nothing of ours depends on that. */
const mediaEntityId = z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/));

export const transportId = mediaEntityId.brand<'TransportId'>();
export type TransportId = z.infer<typeof transportId>;

export const producerId = mediaEntityId.brand<'ProducerId'>();
export type ProducerId = z.infer<typeof producerId>;

export const consumerId = mediaEntityId.brand<'ConsumerId'>();
export type ConsumerId = z.infer<typeof consumerId>;
