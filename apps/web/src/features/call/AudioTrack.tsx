import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Player } from '../room/useHandover.ts';
import { useHandover } from '../room/useHandover.ts';
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
export function AudioTrack({ trackId, ...rest }: Props) {
  const { tracks } = useSession();
  const track = useSyncExternalStore(tracks.subscribe, () => tracks.get(trackId));
  const { players, onBegun } = useHandover(track, neverInPlace);
  return players.map((player) => <Sound key={player.key} player={player} onBegun={onBegun} {...rest} />);
}

/** The last of a voice whose connection is lost is drawn out by the browser, over some 0.3 s. */
const neverInPlace = () => false;

type SoundProps = Omit<Props, 'trackId'> & {
  readonly player: Player;
  readonly onBegun: (key: number) => void;
};

function Sound({ peerId, player: { key, track }, speakerId, onBlocked, onBegun }: SoundProps) {
  const element = useRef<HTMLAudioElement>(null);
  const attach = useCallback(
    (audio: HTMLAudioElement) => {
      element.current = audio;
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
  return <audio ref={attach} data-peer-id={peerId} autoPlay onPlaying={() => onBegun(key)} />;
}
