import { Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { run } from '../../app/run.ts';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { useCall } from '../room/CallContext.ts';
import { playTestSound } from './playTestSound.ts';

/** Two notes from the speaker that is picked. */
export function SpeakerTest() {
  const { lobby } = useText();
  const speakerId = useCall((call) => call.devices.speakerId);
  const [isPlaying, setPlaying] = useState(false);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const play = async () => {
    setPlaying(true);
    const sound = playTestSound(speakerId);
    stop.current = sound.stop;
    await sound.ended;
    setPlaying(false);
  };
  return (
    <Button size="small" busy={isPlaying} onPress={() => run(play())}>
      <Volume2 size={18} aria-hidden="true" />
      {isPlaying ? lobby.testing : lobby.testSpeaker}
    </Button>
  );
}
