import type { MediaKind } from '@confab/protocol';
import type { DeviceFault, DeviceInfo, DeviceList } from '../CallSnapshot.ts';
import type { DevicePort, DeviceWish, ListedDevice } from './DevicePort.ts';
import { DeviceError } from './DevicePort.ts';

type Waiting = {
  readonly wish: DeviceWish;
  readonly resolve: (track: MediaStreamTrack) => void;
  readonly reject: (cause: unknown) => void;
};

export type DeviceManagerOptions = {
  readonly port: DevicePort;
  readonly onChange: () => void;
  /** The system prefers another microphone. */
  readonly onDefaultMicrophone: (groupId: string | undefined) => void;
  /** The speaker that was picked is gone: the system's own takes its place. */
  readonly onSpeakerLost: () => void;
  /** What cannot be had for this reason can be tried again: the person has allowed it, or it was plugged in. */
  readonly onAvailable: (kind: MediaKind, after: DeviceFault) => void;
};

/** Opens devices and knows which there are. */
export class DeviceManager {
  readonly #options: DeviceManagerOptions;
  #defaultMicrophone: string | undefined;
  #list: DeviceList = { microphones: [], cameras: [], speakers: [] };
  #waiting: Waiting[] = [];
  /** How many there are of each kind, also of those that cannot be named yet. */
  #counts: Partial<Record<MediaDeviceKind, number>> = {};
  #stopListening: (() => void)[] = [];
  #isClosed = false;

  constructor(options: DeviceManagerOptions) {
    this.#options = options;
  }

  get list(): DeviceList {
    return this.#list;
  }

  /** Keeps the list up to date from now on. Safe to call twice. */
  start(): void {
    if (this.#stopListening.length > 0 || this.#isClosed) return;
    const { port, onAvailable } = this.#options;
    this.#stopListening = [port.onChange(() => this.#changed()), port.onAllowed((kind) => onAvailable(kind, 'denied'))];
    void this.#refresh();
  }

  /**
   * Wishes of one moment are opened together, so that the browser asks the person once.
   * @throws DeviceError
   */
  open(wish: DeviceWish): Promise<MediaStreamTrack> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wish, resolve, reject });
      if (this.#waiting.length === 1) queueMicrotask(() => void this.#openWaiting());
    });
  }

  selectSpeaker(deviceId: string): void {
    this.#setList({ ...this.#list, speakerId: deviceId });
  }

  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stopListening) stop();
  }

  /** Whatever it was that changed: what another program had may be free now. */
  #changed(): void {
    for (const [kind] of inputs) this.#options.onAvailable(kind, 'busy');
    void this.#refresh();
  }

  async #openWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      await this.#openTogether(waiting);
    } catch (cause) {
      // One that cannot be had must not keep the other away.
      if (waiting.length > 1) await Promise.allSettled(waiting.map((one) => this.#openAlone(one)));
      else waiting[0]?.reject(cause);
    }
    // Labels are told once a device was allowed.
    await this.#refresh();
  }

  async #openTogether(waiting: readonly Waiting[]): Promise<void> {
    const tracks = [...(await this.#options.port.open(waiting.map(({ wish }) => wish)))];
    for (const { wish, resolve, reject } of waiting) {
      const index = tracks.findIndex(({ kind }) => kind === wish.kind);
      const [track] = index < 0 ? [] : tracks.splice(index, 1);
      if (track) resolve(track);
      else reject(new DeviceError('missing'));
    }
  }

  #openAlone(one: Waiting): Promise<void> {
    return this.#openTogether([one]).catch(one.reject);
  }

  async #refresh(): Promise<void> {
    // A browser that refuses to list devices shows none; the default ones work all the same.
    const devices = await this.#options.port.list().catch(() => []);
    if (this.#isClosed) return;
    const { speakerId } = this.#list;
    const wasThere = this.#list.speakers.some(({ deviceId }) => deviceId === speakerId);
    this.#setList({ ...this.#list, ...toLists(devices) });
    this.#followDefault(devices);
    this.#greetNew(devices);
    if (wasThere && !this.#list.speakers.some(({ deviceId }) => deviceId === speakerId)) this.#loseSpeaker();
  }

  #followDefault(devices: readonly ListedDevice[]): void {
    const now = defaultMicrophone(devices);
    const key = now && `${now.label} ${now.groupId ?? ''} ${now.deviceId}`;
    const before = this.#defaultMicrophone;
    this.#defaultMicrophone = key;
    if (key !== undefined && before !== undefined && key !== before) this.#options.onDefaultMicrophone(now?.groupId);
  }

  #greetNew(devices: readonly ListedDevice[]): void {
    for (const [kind, as] of inputs) {
      const count = devices.filter((device) => device.kind === as).length;
      const isMore = count > (this.#counts[as] ?? count);
      this.#counts[as] = count;
      if (isMore) this.#options.onAvailable(kind, 'missing');
    }
  }

  #loseSpeaker(): void {
    const { speakerId: _, ...list } = this.#list;
    this.#setList(list);
    this.#options.onSpeakerLost();
  }

  #setList(list: DeviceList): void {
    this.#list = list;
    this.#options.onChange();
  }
}

/** Chromium lists it twice, once by this name; elsewhere the first one is the system's. Before permission nobody can tell. */
function defaultMicrophone(devices: readonly ListedDevice[]): ListedDevice | undefined {
  const microphones = devices.filter(
    ({ kind, deviceId, label }) => kind === 'audioinput' && deviceId !== '' && label !== '',
  );
  return microphones.find(({ deviceId }) => deviceId === 'default') ?? microphones[0];
}

const toLists = (devices: readonly ListedDevice[]): Omit<DeviceList, 'speakerId'> => ({
  microphones: ofKind(devices, 'audioinput'),
  cameras: ofKind(devices, 'videoinput'),
  speakers: ofKind(devices, 'audiooutput'),
});

/** Without permission browsers tell of one device without id and label: it cannot be picked. */
const ofKind = (devices: readonly ListedDevice[], kind: MediaDeviceKind): readonly DeviceInfo[] =>
  devices
    .filter((device) => device.kind === kind && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ deviceId, label }));

const inputs: readonly (readonly [MediaKind, MediaDeviceKind])[] = [
  ['audio', 'audioinput'],
  ['video', 'videoinput'],
];
