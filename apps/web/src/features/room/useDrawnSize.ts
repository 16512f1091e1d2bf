import { useEffect, useRef, useState } from 'react';
import { toDivisor, type Size } from './toDivisor.ts';

type Copy = { readonly of: MediaStreamTrack; readonly track: MediaStreamTrack };

/**
 * Our own picture comes as large as the camera makes it, and to be drawn small it would be converted and scaled in full,
 * every frame. So what is drawn is a copy of its track, which the browser makes smaller first. It ends with whoever draws it:
 * a camera goes off when nobody has a track of it any more. Without a size, or where that cannot be, it is the track itself.
 */
export function useDrawnSize(
  track: MediaStreamTrack | undefined,
  drawn: Size | undefined,
): MediaStreamTrack | undefined {
  const [ready, setReady] = useState<Copy>();
  const copy = useRef<MediaStreamTrack>(undefined);
  const divisor = track && drawn && canBeSmaller() ? toDivisor(track.getSettings(), drawn) : 1;

  useEffect(
    () => () => {
      copy.current?.stop();
      copy.current = undefined;
      // The same track may come back, as when an effect is switched off: not with a copy that has ended.
      setReady(undefined);
    },
    [track],
  );

  useEffect(() => {
    // One that is there already goes on, in full: no picture follows another for that.
    if (!track || (divisor === 1 && !copy.current)) return undefined;
    const small = (copy.current ??= track.clone());
    let isWanted = true;
    small.applyConstraints(toConstraints(track.getSettings(), divisor)).then(
      () => isWanted && setReady({ of: track, track: small }),
      () => isWanted && setReady(undefined),
    );
    return () => {
      isWanted = false;
    };
  }, [track, divisor]);

  return ready && ready.of === track ? ready.track : track;
}

/**
 * A device that is held is turned, too, and its picture with it. And elsewhere a copy that is smaller would make what the
 * camera gives to everybody smaller.
 */
const canBeSmaller = (): boolean =>
  'resizeMode' in navigator.mediaDevices.getSupportedConstraints() && matchMedia('(hover: hover)').matches;

/** Also in full: without any a browser goes back to what it thinks is usual. */
const toConstraints = ({ width = 0, height = 0 }: MediaTrackSettings, divisor: number): MediaTrackConstraints => ({
  width: Math.round(width / divisor),
  height: Math.round(height / divisor),
});
