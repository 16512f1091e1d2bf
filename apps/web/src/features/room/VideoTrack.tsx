import { memo, useCallback, useSyncExternalStore } from 'react';
import { useSession } from './CallContext.ts';
import type { Size } from './toDivisor.ts';
import { useDrawnSize } from './useDrawnSize.ts';
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
  const { tracks: registry } = useSession();
  const track = useSyncExternalStore(registry.subscribe, () => registry.get(trackId));
  const { tracks, onBegun } = useHandover(useDrawnSize(track, toSize(drawnWidth, drawnHeight)));
  return tracks.map((each) => <Picture key={each.id} track={each} className={className} onBegun={onBegun} />);
});

const toSize = (width: number | undefined, height: number | undefined): Size | undefined =>
  width === undefined || height === undefined ? undefined : { width, height };

type PictureProps = {
  readonly track: MediaStreamTrack;
  readonly className?: string | undefined;
  readonly onBegun: (track: MediaStreamTrack) => void;
};

/** Not by React, which would listen to all that a video tells: `timeupdate`, four times a second of each, for nobody. */
function Picture({ track, className = '', onBegun }: PictureProps) {
  const attach = useCallback(
    (place: HTMLDivElement) => {
      const video = document.createElement('video');
      const srcObject = new MediaStream([track]);
      place.append(Object.assign(video, { className, autoplay: true, playsInline: true, muted: true, srcObject }));
      // A frame is on the screen; that it is loaded is not enough.
      const handle = video.requestVideoFrameCallback(() => {
        video.dataset['begun'] = '';
        onBegun(track);
      });
      return () => {
        video.cancelVideoFrameCallback(handle);
        video.srcObject = null;
        video.remove();
      };
    },
    [track, className, onBegun],
  );
  return <div ref={attach} className={styles.place} />;
}
