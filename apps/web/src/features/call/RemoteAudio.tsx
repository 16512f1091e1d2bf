import { Volume2 } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { DrawnCall } from '../../stores/callStore.ts';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { useCall } from '../room/CallContext.ts';
import { AudioTrack } from './AudioTrack.tsx';
import styles from './CallPage.module.css';
import { playAudio } from './playAudio.ts';
import { useGradually } from './useGradually.ts';

/** All voices, apart from the pictures: a tile may go, the voice stays. */
export function RemoteAudio() {
  const { call: words } = useText();
  const peers = useCall((call) => call.peers);
  const speakerId = useCall((call) => call.devices.speakerId);
  const [isBlocked, setBlocked] = useState(false);
  const block = useCallback(() => setBlocked(true), []);
  const heard = useMemo(() => toVoices(peers), [peers]);
  const drawn = useGradually(useMemo(() => heard.map(({ key }) => key), [heard]));
  const voices = useRef<HTMLDivElement>(null);

  const playAll = () => {
    setBlocked(false);
    for (const audio of voices.current?.querySelectorAll('audio') ?? []) playAudio(audio, block);
  };

  return (
    <>
      <div ref={voices} hidden>
        {heard.map(
          ({ key, ...voice }) =>
            drawn.has(key) && <AudioTrack key={key} {...voice} speakerId={speakerId} onBlocked={block} />,
        )}
      </div>
      {isBlocked && (
        <div className={styles.gate}>
          <Button tone="primary" onPress={playAll}>
            <Volume2 size={20} aria-hidden="true" />
            {words.hearOthers}
          </Button>
        </div>
      )}
    </>
  );
}

const toVoices = (peers: DrawnCall['peers']) =>
  peers.flatMap(({ peerId, sources }) =>
    sources.flatMap(({ source, trackId }) =>
      (source === 'microphone' || source === 'screenAudio') && trackId !== undefined
        ? [{ key: `${peerId}:${source}`, peerId, trackId }]
        : [],
    ),
  );
