/** The headless browser SDK: one CallSession per call, plain-data snapshots out, intents in. */
export type * from './CallSnapshot.ts';
export { TrackRegistry } from './TrackRegistry.ts';
