/** The one folder that knows mediasoup: workers, routers, transports, producers and consumers as rooms and peers. */
export { findWorkerProgram } from './findWorkerProgram.ts';
export { MediaNode } from './MediaNode.ts';
export type { RoomMedia } from './RoomMedia.ts';
export { mediasoupVersion, routeMediasoupLog } from './mediasoupLibrary.ts';
