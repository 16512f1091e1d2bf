import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { run } from '../../app/run.ts';
import { useText } from '../../text/TextContext.ts';
import { ControlButton } from '../../ui/ControlButton.tsx';
import { useShortcutKey } from '../call/useShortcutKey.ts';
import { useCall, useSession } from './CallContext.ts';
import { toSwitch } from './toSwitch.ts';

/** Mute and Unmute. What it says is what the others hear. */
export function MicrophoneSwitch() {
  const { call: words, devices } = useText();
  const session = useSession();
  const microphone = useCall((call) => call.self.microphone);
  const { isOn, isBusy } = toSwitch(microphone);
  return (
    <ControlButton
      label={isOn ? words.mute : words.unmute}
      icon={isOn ? <Mic /> : <MicOff />}
      tone={isOn ? 'neutral' : 'off'}
      busy={isBusy}
      warning={microphone.fault && devices.microphoneFaults[microphone.fault]}
      shortcut={useShortcutKey('microphone')}
      onPress={() => run(session.setMicrophone(!isOn))}
    />
  );
}

/** Stop video and Start video. */
export function CameraSwitch() {
  const { call: words, devices } = useText();
  const session = useSession();
  const camera = useCall((call) => call.self.camera);
  const { isOn, isBusy } = toSwitch(camera);
  return (
    <ControlButton
      label={isOn ? words.stopVideo : words.startVideo}
      icon={isOn ? <Video /> : <VideoOff />}
      tone={isOn ? 'neutral' : 'off'}
      busy={isBusy}
      warning={camera.fault && devices.cameraFaults[camera.fault]}
      shortcut={useShortcutKey('camera')}
      onPress={() => run(session.setCamera(!isOn))}
    />
  );
}
