import { memo, useCallback, useSyncExternalStore } from 'react';
import { useSession } from './CallContext.ts';
import { useHandover } from './useHandover.ts';

type Props = { readonly trackId: string; readonly className?: string | undefined };

/** A picture. The store says which track to show; here it is looked up, and it may be gone already. */
export const VideoTrack = memo(function VideoTrack({ trackId, className }: Props) {
  const { tracks: registry } = useSession();
  const track = useSyncExternalStore(registry.subscribe, () => registry.get(trackId));
  const { tracks, onBegun } = useHandover(track);
  if (tracks.length === 0) return <video className={className} autoPlay playsInline muted />;
  return tracks.map((each) => <Picture key={each.id} track={each} className={className} onBegun={onBegun} />);
});

type PictureProps = {
  readonly track: MediaStreamTrack;
  readonly className?: string | undefined;
  readonly onBegun: (track: MediaStreamTrack) => void;
};

function Picture({ track, className, onBegun }: PictureProps) {
  const attach = useCallback(
    (video: HTMLVideoElement) => {
      video.srcObject = new MediaStream([track]);
      // A frame is on the screen; that it is loaded is not enough.
      const handle = video.requestVideoFrameCallback(() => onBegun(track));
      return () => {
        video.cancelVideoFrameCallback(handle);
        video.srcObject = null;
      };
    },
    [track, onBegun],
  );
  return <video ref={attach} className={className} autoPlay playsInline muted />;
}
