import { VideoOff } from 'lucide-react';
import type { LocalSource } from '@confab/client';
import type { Text } from '../../text/en.ts';
import { useText } from '../../text/TextContext.ts';
import { useCall } from '../room/CallContext.ts';
import { CameraSwitch, MicrophoneSwitch } from '../room/DeviceSwitches.tsx';
import { VideoTrack } from '../room/VideoTrack.tsx';
import { MicrophoneLevel } from './MicrophoneLevel.tsx';
import styles from './Preview.module.css';

/** What the others will see, as in a mirror. */
export function Preview() {
  const { lobby } = useText();
  const camera = useCall((call) => call.self.camera);
  const microphone = useCall((call) => call.self.microphone);
  const shownId = camera.wanted ? camera.trackId : undefined;
  return (
    <section className={styles.preview} aria-label={lobby.preview}>
      {shownId === undefined && (
        <p className={styles.hint}>
          {(!camera.wanted || camera.actual === 'failed') && (
            <VideoOff size={36} strokeWidth={1.5} aria-hidden="true" />
          )}
          {describe(camera, lobby)}
        </p>
      )}
      {shownId !== undefined && <VideoTrack trackId={shownId} className={styles.video} />}
      {microphone.actual === 'on' && microphone.trackId !== undefined && (
        <MicrophoneLevel trackId={microphone.trackId} label={lobby.level} />
      )}
      <div className={styles.switches}>
        <MicrophoneSwitch />
        <CameraSwitch />
      </div>
    </section>
  );
}

function describe(camera: LocalSource, lobby: Text['lobby']): string {
  if (!camera.wanted) return lobby.cameraOff;
  if (camera.actual === 'failed') return lobby.cameraFailed;
  return camera.trackId === undefined ? lobby.cameraStarting : '';
}
