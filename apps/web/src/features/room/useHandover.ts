import { useCallback, useState } from 'react';

type Handover = {
  /** What to play: the newest track, and the one before it until the newest has begun. */
  readonly tracks: readonly MediaStreamTrack[];
  readonly onBegun: (track: MediaStreamTrack) => void;
};

/** One track follows another without a gap and without a black picture: a call goes from one path to another. */
export function useHandover(track: MediaStreamTrack | undefined): Handover {
  const [tracks, setTracks] = useState<readonly MediaStreamTrack[]>(track ? [track] : []);
  if (tracks.at(-1) !== track) setTracks(handOver(tracks, track));
  const onBegun = useCallback(
    (begun: MediaStreamTrack) => setTracks((now) => (now.length > 1 && now.at(-1) === begun ? [begun] : now)),
    [],
  );
  return { tracks, onBegun };
}

/** The first of them has begun, whatever came after it. */
export function handOver(
  [begun]: readonly MediaStreamTrack[],
  next: MediaStreamTrack | undefined,
): readonly MediaStreamTrack[] {
  if (!next) return [];
  return begun && begun !== next && begun.readyState === 'live' ? [begun, next] : [next];
}
