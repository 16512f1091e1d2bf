/** Where a local source stands. */
export type SourceFacts = {
  readonly isWanted: boolean;
  /** A microphone is kept open while it is muted, to speak at once; a camera is not, so that its light goes out. */
  readonly keepsDevice: boolean;
  readonly hasTrack: boolean;
  /** A screen that is shown no more is taken out of the room; a microphone or camera stays there, muted. */
  readonly closesWhenOff: boolean;
  /** Another device was picked than the one the track is of. */
  readonly isStale: boolean;
  readonly hasFault: boolean;
  /** There are both signaling and an engine to send by. */
  readonly isLinked: boolean;
  readonly isSent: boolean;
  readonly isSentTrackCurrent: boolean;
  /** What the room has told or confirmed; `unknown` when a question was left without answer. */
  readonly room: 'on' | 'muted' | 'unknown' | undefined;
  readonly isFlowing: boolean;
};

export type SourceStep = 'acquire' | 'produce' | 'replace' | 'close' | 'mute' | 'unmute' | 'flow';

/** The one thing to do next on the way to what the person wants; undefined when there is nothing to do, or nothing can be. */
export function nextStep(facts: SourceFacts): SourceStep | undefined {
  if (needsDevice(facts)) return 'acquire';
  // Another device under the same sound asks nobody: the room need not even know.
  const isOther = facts.hasTrack && facts.isSent && !facts.isSentTrackCurrent;
  if (!facts.isLinked) return isOther ? 'replace' : undefined;
  const isLive = facts.isWanted && facts.hasTrack;
  if (!isLive && facts.closesWhenOff) return facts.room === undefined ? undefined : 'close';
  // Silence is told first of all.
  if (!isLive && (facts.room === 'on' || facts.room === 'unknown')) return 'mute';
  if (!facts.hasTrack) return undefined;
  if (!facts.isSent) return 'produce';
  if (!facts.isSentTrackCurrent) return 'replace';
  if (!isLive) return undefined;
  // Nothing flows before the room has said that it does.
  if (facts.room !== 'on') return 'unmute';
  return facts.isFlowing ? undefined : 'flow';
}

const needsDevice = ({ isWanted, keepsDevice, hasTrack, isStale, hasFault }: SourceFacts): boolean =>
  (isWanted || keepsDevice) && !hasFault && (!hasTrack || isStale);
