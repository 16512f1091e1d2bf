/**
 * A peer without a browser, for tests and benches of many: `NodePeer.join` for a room of Confab, `OutgoingMedia` and
 * `IncomingMedia` for a bare SFU.
 */
export { IncomingMedia } from './IncomingMedia.ts';

export { NodePeer } from './NodePeer.ts';
export type { JoinOptions, Received } from './NodePeer.ts';
export { OutgoingMedia } from './OutgoingMedia.ts';
export { toReceivable } from './parameters.ts';
export type { LinkOffer } from './toAnswer.ts';
export type { AudioShape, StreamSender, VideoShape } from './StreamSender.ts';
