import type { DeviceInfo } from '@confab/client';
import { run } from '../../app/run.ts';
import { canPickSpeaker } from '../../device/canPickSpeaker.ts';
import { useText } from '../../text/TextContext.ts';
import { SelectField, type Option } from '../../ui/SelectField.tsx';
import { useCall, useSession } from '../room/CallContext.ts';
import styles from './LobbyPage.module.css';
import { SpeakerTest } from './SpeakerTest.tsx';

/** Microphone, camera and speaker to pick from, each with what is wrong with it and what helps. */
export function DevicePickers({ isNarrow = false }: { readonly isNarrow?: boolean }) {
  return (
    <div className={isNarrow ? styles.narrowDevices : styles.devices}>
      <MicrophonePicker />
      <CameraPicker />
      <SpeakerPicker />
      {isNarrow && <SpeakerTest />}
    </div>
  );
}

function MicrophonePicker() {
  const { devices: words, lobby } = useText();
  const session = useSession();
  const { deviceId, fault } = useCall((call) => call.self.microphone);
  const microphones = useCall((call) => call.devices.microphones);
  return (
    <SelectField
      label={words.microphone}
      options={toOptions(microphones, (number) => words.numbered(words.microphone, number))}
      value={deviceId}
      placeholder={words.noMicrophone}
      onChange={(id) => run(session.selectMicrophone(id))}
      fault={fault && `${words.microphoneFaults[fault]} ${lobby.mayJoinAnyway}`}
    />
  );
}

function CameraPicker() {
  const { devices: words, lobby } = useText();
  const session = useSession();
  const { deviceId, fault } = useCall((call) => call.self.camera);
  const cameras = useCall((call) => call.devices.cameras);
  return (
    <SelectField
      label={words.camera}
      options={toOptions(cameras, (number) => words.numbered(words.camera, number))}
      value={deviceId}
      placeholder={words.noCamera}
      onChange={(id) => run(session.selectCamera(id))}
      fault={fault && `${words.cameraFaults[fault]} ${lobby.mayJoinAnyway}`}
    />
  );
}

function SpeakerPicker() {
  const { devices: words } = useText();
  const session = useSession();
  const speakers = useCall((call) => call.devices.speakers);
  const speakerId = useCall((call) => call.devices.speakerId);
  return (
    <SelectField
      label={words.speaker}
      options={canPickSpeaker() ? toOptions(speakers, (number) => words.numbered(words.speaker, number)) : []}
      value={speakerId}
      placeholder={words.systemDefault}
      onChange={(id) => session.selectSpeaker(id)}
    />
  );
}

const toOptions = (devices: readonly DeviceInfo[], nameOf: (number: number) => string): readonly Option[] =>
  devices.map(({ deviceId, label }, index) => ({ value: deviceId, label: label || nameOf(index + 1) }));
