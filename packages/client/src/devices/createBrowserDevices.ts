import type { MediaKind } from '@confab/protocol';
import type { DeviceFault } from '../CallSnapshot.ts';
import type { DevicePort, DeviceWish } from './DevicePort.ts';
import { DeviceError } from './DevicePort.ts';
import { toPictureConstraints } from './pictureConstraints.ts';
import { watchPermissions } from './watchPermissions.ts';

/** The browser's own devices. A page that is not secure has none (Media Capture and Streams, section 9.1). */
export function createBrowserDevices(
  find: () => MediaDevices | undefined,
  findPermissions: () => Pick<Permissions, 'query'> | undefined,
): DevicePort {
  return {
    async open(wishes) {
      const devices = find();
      if (!devices) throw new DeviceError('insecure');
      try {
        const stream = await devices.getUserMedia(toConstraints(wishes));
        return wishes.flatMap(({ kind }) => stream.getTracks().filter((track) => track.kind === kind));
      } catch (cause) {
        throw new DeviceError(faultOf(cause), { cause });
      }
    },
    list: async () => (await find()?.enumerateDevices()) ?? [],
    onChange(listener) {
      const devices = find();
      devices?.addEventListener('devicechange', listener);
      return () => devices?.removeEventListener('devicechange', listener);
    },
    onAllowed: (listener) => watchPermissions(findPermissions(), listener),
  };
}

function toConstraints(wishes: readonly DeviceWish[]): MediaStreamConstraints {
  return Object.fromEntries(
    wishes.map(({ kind, deviceId, voice }) => [
      kind,
      { ...constraints[kind], ...voice, ...(deviceId !== undefined && { deviceId: { exact: deviceId } }) },
    ]),
  );
}

const constraints: Readonly<Record<MediaKind, MediaTrackConstraints>> = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: toPictureConstraints(undefined),
};

const faultOf = (cause: unknown): DeviceFault =>
  cause instanceof Error ? (faults.get(cause.name) ?? 'unknown') : 'unknown';

/** The names that getUserMedia rejects with. */
const faults: ReadonlyMap<string, DeviceFault> = new Map([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
]);
