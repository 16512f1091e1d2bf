import { useCallback, useState } from 'react';

/** An element, and what it plays. */
export type Player = { readonly key: number; readonly track: MediaStreamTrack };

type Handover = {
  /** What to play, the newest track last. */
  readonly players: readonly Player[];
  /** Something of what this one plays came out. */
  readonly onBegun: (key: number) => void;
};

/** Nothing comes of the track any more, and its element can go on with another one. */
type IsSpent = (track: MediaStreamTrack) => boolean;

/** One track follows another without a gap and without a black picture: a call goes from one path to another. */
export function useHandover(track: MediaStreamTrack | undefined, isSpent: IsSpent): Handover {
  const [players, setPlayers] = useState<readonly Player[]>(track ? [{ key: 0, track }] : []);
  if (players.at(-1)?.track !== track) setPlayers(handOver(players, track, isSpent));
  const onBegun = useCallback(
    (key: number) => setPlayers((now) => (now.length > 1 && now.at(-1)?.key === key ? now.slice(-1) : now)),
    [],
  );
  return { players, onBegun };
}

/**
 * What plays goes on until what follows has begun, beside it. Where nothing comes of it any more its own element plays what
 * follows: a second one takes a browser long, just when it has a connection to set up. The first has begun, whatever came after.
 */
export function handOver(
  [begun]: readonly Player[],
  next: MediaStreamTrack | undefined,
  isSpent: IsSpent,
): readonly Player[] {
  if (!next) return [];
  if (!begun) return [{ key: 0, track: next }];
  if (begun.track === next) return [begun];
  const follower = { key: begun.key + 1, track: next };
  if (begun.track.readyState === 'ended') return [follower];
  return isSpent(begun.track) ? [{ ...begun, track: next }] : [begun, follower];
}
