import { memo, useCallback, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { useSession } from './CallContext.ts';
import { canPlayInPlace, playInPlace } from './playInPlace.ts';
import type { Size } from './toDivisor.ts';
import { useDrawnSize } from './useDrawnSize.ts';
import type { Player } from './useHandover.ts';
import { useHandover } from './useHandover.ts';
import styles from './VideoTrack.module.css';

type Props = {
  readonly trackId: string;
  readonly className?: string | undefined;
  /** Of our own picture, which comes larger than that: how large it is drawn, in pixels of the screen. */
  readonly drawnWidth?: number | undefined;
  readonly drawnHeight?: number | undefined;
};

/** A picture. The store says which track to show; here it is looked up, and it may be gone already. */
export const VideoTrack = memo(function VideoTrack({ trackId, className, drawnWidth, drawnHeight }: Props) {
  const { tracks } = useSession();
  const track = useSyncExternalStore(tracks.subscribe, () => tracks.get(trackId));
  const isSpent = useCallback((one: MediaStreamTrack) => canPlayInPlace() && tracks.isSpent(one), [tracks]);
  const { players, onBegun } = useHandover(useDrawnSize(track, toSize(drawnWidth, drawnHeight)), isSpent);
  return players.map((player) => <Picture key={player.key} player={player} className={className} onBegun={onBegun} />);
});

const toSize = (width: number | undefined, height: number | undefined): Size | undefined =>
  width === undefined || height === undefined ? undefined : { width, height };

type PictureProps = {
  readonly player: Player;
  readonly className?: string | undefined;
  readonly onBegun: (key: number) => void;
};

/** Not by React, which would listen to all that a video tells: `timeupdate`, four times a second of each, for nobody. */
function Picture({ player: { key, track }, className = '', onBegun }: PictureProps) {
  const element = useRef<HTMLVideoElement>(undefined);
  const attach = useCallback(
    (place: HTMLDivElement) => {
      const video = document.createElement('video');
      element.current = video;
      place.append(Object.assign(video, { autoplay: true, playsInline: true, muted: true }));
      // A frame is on the screen; that it is loaded is not enough.
      const handle = video.requestVideoFrameCallback(() => {
        video.dataset['begun'] = '';
        onBegun(key);
      });
      return () => {
        video.cancelVideoFrameCallback(handle);
        video.srcObject = null;
        video.remove();
      };
    },
    [key, onBegun],
  );
  useLayoutEffect(() => {
    if (element.current) element.current.className = className;
  }, [className]);
  useLayoutEffect(() => {
    if (element.current) playInPlace(element.current, track);
  }, [track]);
  return <div ref={attach} className={styles.place} />;
}
