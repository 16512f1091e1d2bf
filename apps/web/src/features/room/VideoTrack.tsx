import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from './CallContext.ts';

type Props = { readonly trackId: string; readonly className?: string | undefined };

/** A picture. The store says which track to show; here it is looked up, and it may be gone already. */
export function VideoTrack({ trackId, className }: Props) {
  const { tracks } = useSession();
  const track = useSyncExternalStore(tracks.subscribe, () => tracks.get(trackId));
  const attach = useCallback(
    (video: HTMLVideoElement) => {
      if (!track) return undefined;
      video.srcObject = new MediaStream([track]);
      return () => {
        video.srcObject = null;
      };
    },
    [track],
  );
  return <video ref={attach} className={className} autoPlay playsInline muted />;
}
