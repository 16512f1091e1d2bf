import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useSession, useView } from '../room/CallContext.ts';
import { playAudio } from './playAudio.ts';

type Props = {
  readonly peerId: string;
  readonly trackId: string;
  readonly speakerId: string | undefined;
  /** The browser plays no sound before the person has touched the page. */
  readonly onBlocked: () => void;
};

/** A voice. */
export function AudioTrack({ peerId, trackId, speakerId, onBlocked }: Props) {
  const { tracks } = useSession();
  const track = useSyncExternalStore(tracks.subscribe, () => tracks.get(trackId));
  const element = useRef<HTMLAudioElement>(null);
  const attach = useCallback(
    (audio: HTMLAudioElement) => {
      element.current = audio;
      if (!track) return undefined;
      audio.srcObject = new MediaStream([track]);
      playAudio(audio, onBlocked);
      return () => {
        audio.srcObject = null;
      };
    },
    [track, onBlocked],
  );
  const volume = useView(({ volumes }) => volumes[peerId] ?? 1);
  useEffect(() => {
    if (element.current) element.current.volume = volume;
  }, [volume]);
  useEffect(() => {
    const audio = element.current;
    if (speakerId === undefined || !audio || !('setSinkId' in audio)) return;
    // Refused when the speaker was unplugged meanwhile: the one in use goes on playing.
    audio.setSinkId(speakerId).catch(() => undefined);
  }, [speakerId]);
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what is being said
  return <audio ref={attach} data-peer-id={peerId} autoPlay />;
}
