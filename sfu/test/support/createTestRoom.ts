import { FakeClock } from '@confab/rpc/testing';
import type { RoomMediaOptions } from '../../src/mediasoup/RoomMedia.ts';
import { RoomMedia } from '../../src/mediasoup/RoomMedia.ts';
import { newRoomId } from './Peer.ts';
import { silentLog } from './silentLog.ts';

const nothing = () => undefined;

/** A room of its own in which nothing is told of what the test does not ask for; what waits by its clock waits for ever. */
export const createTestRoom = (options: Partial<RoomMediaOptions> = {}): RoomMedia =>
  new RoomMedia({
    roomId: newRoomId(),
    clock: new FakeClock(),
    log: silentLog,
    loudest: 5,
    onSpeakersChanged: nothing,
    onConsumersClosed: nothing,
    onHeldBackChanged: nothing,
    onWantedChanged: nothing,
    onEmpty: nothing,
    ...options,
  });
