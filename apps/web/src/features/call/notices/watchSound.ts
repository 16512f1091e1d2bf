import { followLevel } from '../../lobby/followLevel.ts';
import { judgeMuted, judgeUnmuted } from './judgeSound.ts';

export type SoundFinding = 'talkingWhileMuted' | 'silent';

type Watch = {
  readonly track: MediaStreamTrack;
  readonly isMuted: boolean;
  readonly tell: (finding: SoundFinding | undefined) => void;
};

/** How long a microphone is watched after it was switched on: what is silent then was silent before anybody spoke. */
const WATCHED_MS = 12_000;

/** Listens to a copy of the track, since a muted one is silent itself. */
export function watchSound({ track, isMuted, tell }: Watch): () => void {
  const copy = track.clone();
  copy.enabled = true;
  const judge = isMuted ? judgeMuted() : judgeUnmuted();
  const stopFollowing = followLevel(copy, (level) => {
    const isFound = judge(level);
    if (isFound !== undefined) tell(isFound ? (isMuted ? 'talkingWhileMuted' : 'silent') : undefined);
  });
  let isStopped = false;
  const stop = () => {
    if (isStopped) return;
    isStopped = true;
    stopFollowing();
    copy.stop();
  };
  const timer = isMuted ? undefined : setTimeout(stop, WATCHED_MS);
  return () => {
    clearTimeout(timer);
    stop();
  };
}
