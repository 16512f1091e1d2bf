import { describe, expect, it } from 'vitest';
import { createBrowserDevices } from './createBrowserDevices.ts';
import { toDeviceFault } from './DevicePort.ts';

const microphone = { kind: 'audio', deviceId: undefined } as const;

/** As much of a browser's devices as is asked of them here; getUserMedia fails with an error of this name. */
class FailingDevices extends EventTarget implements MediaDevices {
  readonly #name: string;
  asked: MediaStreamConstraints | undefined;
  ondevicechange = null;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    this.asked = constraints;
    return Promise.reject(new DOMException('no', this.#name));
  }

  enumerateDevices = (): Promise<MediaDeviceInfo[]> => Promise.resolve([]);
  getDisplayMedia = (): Promise<MediaStream> => Promise.reject(new Error('not here'));
  getSupportedConstraints = (): MediaTrackSupportedConstraints => ({});
}

const noPermissions = () => undefined;

const faultOf = (devices: MediaDevices | undefined) =>
  createBrowserDevices(() => devices, noPermissions)
    .open([microphone])
    .then(() => undefined, toDeviceFault);

describe('createBrowserDevices', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'unknown'],
  ])('calls %s %s', async (name, fault) => {
    expect(await faultOf(new FailingDevices(name))).toBe(fault);
  });

  it('has none in a page that is not secure', async () => {
    const devices = createBrowserDevices(() => undefined, noPermissions);

    expect(await faultOf(undefined)).toBe('insecure');
    expect(await devices.list()).toEqual([]);
    expect(() => devices.onChange(() => undefined)()).not.toThrow();
  });

  it('asks for exactly the picked device', async () => {
    const devices = new FailingDevices('NotFoundError');
    await createBrowserDevices(() => devices, noPermissions)
      .open([{ kind: 'video', deviceId: 'cam-2' }])
      .catch(() => undefined);

    expect(devices.asked).toMatchObject({ video: { deviceId: { exact: 'cam-2' }, width: { ideal: 1280 } } });
    expect(devices.asked).not.toHaveProperty('audio');
  });
});
