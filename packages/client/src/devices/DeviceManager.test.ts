import { describe, expect, it } from 'vitest';
import { FakeDevices } from '../testing/FakeDevices.ts';
import { settle } from '../testing/FakeServer.ts';
import { DeviceManager } from './DeviceManager.ts';
import { toDeviceFault } from './DevicePort.ts';

const microphone = { kind: 'audio', deviceId: undefined } as const;
const camera = { kind: 'video', deviceId: undefined } as const;

function createManager() {
  const port = new FakeDevices();
  let changes = 0;
  const told: string[] = [];
  const manager = new DeviceManager({
    port,
    onChange: () => changes++,
    onDefaultMicrophone: (groupId) => told.push(`default ${groupId}`),
    onSpeakerLost: () => told.push('speaker'),
    onAvailable: (kind, after) => told.push(`${kind} after ${after}`),
  });
  return { port, manager, told, changes: () => changes };
}

describe('DeviceManager', () => {
  it('asks the person once for what is wanted at the same moment', async () => {
    const { port, manager } = createManager();
    const tracks = await Promise.all([manager.open(microphone), manager.open(camera)]);

    expect(tracks.map(({ kind }) => kind)).toEqual(['audio', 'video']);
    expect(port.asked).toEqual([[microphone, camera]]);
  });

  it('opens the one although the other cannot be had', async () => {
    const { port, manager } = createManager();
    port.faults.set('video', 'busy');
    const [audio, video] = await Promise.allSettled([manager.open(microphone), manager.open(camera)]);

    expect(audio.status).toBe('fulfilled');
    expect(video.status === 'rejected' && toDeviceFault(video.reason)).toBe('busy');
  });

  it('keeps its list up to date until it is closed', async () => {
    const { port, manager, changes } = createManager();
    manager.start();
    manager.start();
    await settle();
    expect(manager.list.microphones).toEqual([{ deviceId: 'mic-1', label: 'Microphone' }]);

    port.change([{ kind: 'audiooutput', deviceId: 'ear-1', label: 'Headphones' }]);
    manager.selectSpeaker('ear-1');
    await settle();
    expect(manager.list).toEqual({
      microphones: [],
      cameras: [],
      speakers: [{ deviceId: 'ear-1', label: 'Headphones' }],
      speakerId: 'ear-1',
    });

    const before = changes();
    manager.close();
    port.change([]);
    await settle();
    expect([port.listeners, changes()]).toEqual([0, before]);
  });

  it('tells of what was plugged in, also before it can be named, and of what was allowed', async () => {
    const { port, manager, told } = createManager();
    port.present = [{ kind: 'audioinput', deviceId: 'mic-1', label: 'Microphone' }];
    manager.start();
    await settle();
    port.change([...port.present, { kind: 'videoinput', deviceId: '', label: '' }]);
    await settle();
    port.change(port.present.slice(0, 1));
    await settle();
    port.allow('audio');

    expect(told.filter((fact) => !fact.endsWith('busy'))).toEqual(['video after missing', 'audio after denied']);
    // Whatever changed: it may have been what another program had.
    expect(told.filter((fact) => fact.endsWith('busy'))).toHaveLength(2 * 2);
  });

  it('leaves out what has no id yet, for it cannot be picked', async () => {
    const { port, manager } = createManager();
    port.present = [{ kind: 'videoinput', deviceId: '', label: '' }];
    manager.start();
    await settle();

    expect(manager.list.cameras).toEqual([]);
  });
});
