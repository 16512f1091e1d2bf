import type { DeviceInfo, DeviceList } from '../CallSnapshot.ts';
import type { DevicePort, DeviceWish, ListedDevice } from './DevicePort.ts';
import { DeviceError } from './DevicePort.ts';

type Waiting = {
  readonly wish: DeviceWish;
  readonly resolve: (track: MediaStreamTrack) => void;
  readonly reject: (cause: unknown) => void;
};

/** Opens devices and knows which there are. */
export class DeviceManager {
  readonly #port: DevicePort;
  readonly #onChange: () => void;
  #list: DeviceList = { microphones: [], cameras: [], speakers: [] };
  #waiting: Waiting[] = [];
  #stopListening: (() => void) | undefined;
  #isClosed = false;

  constructor(port: DevicePort, onChange: () => void) {
    this.#port = port;
    this.#onChange = onChange;
  }

  get list(): DeviceList {
    return this.#list;
  }

  /** Keeps the list up to date from now on. Safe to call twice. */
  start(): void {
    if (this.#stopListening || this.#isClosed) return;
    this.#stopListening = this.#port.onChange(() => void this.#refresh());
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
    this.#stopListening?.();
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
    const tracks = [...(await this.#port.open(waiting.map(({ wish }) => wish)))];
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
    const devices = await this.#port.list().catch(() => []);
    if (!this.#isClosed) this.#setList({ ...this.#list, ...toLists(devices) });
  }

  #setList(list: DeviceList): void {
    this.#list = list;
    this.#onChange();
  }
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
