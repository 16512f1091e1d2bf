/** The headless browser SDK: one CallSession per call, plain-data snapshots out, intents in. */
export type { BrowserPorts } from './BrowserPorts.ts';
export { createBrowserPorts } from './BrowserPorts.ts';
export type * from './CallSnapshot.ts';
export type { CallSessionOptions } from './CallSession.ts';
export { CallSession } from './CallSession.ts';
export type { ConnectionCheck } from './connection/checkConnection.ts';
export type { BackgroundPicture, EffectsControls } from './effects/CallEffects.ts';
export type { NoiseSuppressionFiles, SegmentationFiles } from './effects/EffectsPort.ts';
export { plainEffects } from './effects/plainEffects.ts';
export type { ShownPicture, ShownPictures } from './media/ShownStreams.ts';
export type { RepairNote, RepairReason } from './health/RepairLog.ts';
export type { Moderation } from './room/Moderation.ts';
export { createModeration } from './room/Moderation.ts';
export type { CaptionHeard, ReactionHeard } from './room/RoomTalk.ts';
export type * from './statistics/CallStatistics.ts';
export type { CallReport } from './statistics/makeReport.ts';
export { toSignalingUrl } from './toSignalingUrl.ts';
export { TrackRegistry } from './TrackRegistry.ts';
