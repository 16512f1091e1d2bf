import { useEffect, useState } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { useCall, useVisit } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';
import { watchSound, type SoundFinding } from './watchSound.ts';

/** Tells whoever talks while muted, and whoever is unmuted and silent all the same. Nothing of it leaves this device. */
export function SoundNotice() {
  const { notices, call: words } = useText();
  const { session } = useVisit();
  const trackId = useCall(({ self }) => self.microphone.trackId);
  const isOn = useCall(({ self }) => self.microphone.actual === 'on');
  const isOff = useCall(({ self }) => self.microphone.actual === 'off');
  const [finding, setFinding] = useState<SoundFinding>();
  useEffect(() => {
    const track = trackId === undefined || !(isOn || isOff) ? undefined : session.tracks.get(trackId);
    if (!track) return undefined;
    const stop = watchSound({ track, isMuted: isOff, tell: setFinding });
    return () => {
      stop();
      setFinding(undefined);
    };
  }, [session, trackId, isOn, isOff]);
  return (
    <div role="status">
      {finding !== undefined && (
        <Notice dismissLabel={words.dismiss} onDismiss={() => setFinding(undefined)}>
          {notices[finding]}
        </Notice>
      )}
    </div>
  );
}
