import type { MediaKind } from '@confab/protocol';
import type { DeviceFault } from '../CallSnapshot.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';
import type { DeviceManager } from './DeviceManager.ts';
import { toDeviceFault } from './DevicePort.ts';

export type DeviceTrackOptions = {
  readonly kind: MediaKind;
  /** Under which the track stands in the registry. */
  readonly trackId: string;
  readonly devices: Pick<DeviceManager, 'open'>;
  readonly tracks: TrackRegistry;
  /** Asked when the browser has opened the device, which may take a person's time: is it still of use? */
  readonly isNeeded: () => boolean;
  /** The device was pulled out, or its permission taken back. */
  readonly onEnded: () => void;
};

/** The track of one device: opened, exchanged, stopped; in the registry as long as it lives. */
export class DeviceTrack {
  readonly #options: DeviceTrackOptions;
  #track: MediaStreamTrack | undefined;
  #pickedId: string | undefined;
  #isStale = false;
  #fault: DeviceFault | undefined;

  constructor(options: DeviceTrackOptions) {
    this.#options = options;
  }

  get current(): MediaStreamTrack | undefined {
    return this.#track;
  }

  /** Another device was picked than the one that is open. */
  get isStale(): boolean {
    return this.#isStale;
  }

  get fault(): DeviceFault | undefined {
    return this.#fault;
  }

  pick(deviceId: string): void {
    this.#pickedId = deviceId;
    this.#isStale = this.#track !== undefined;
    this.#fault = undefined;
  }

  forgiveFault(): void {
    this.#fault = undefined;
  }

  /** Opens the picked device, or the one that the system prefers. Never rejects: see `fault`. */
  async open(): Promise<void> {
    const { kind, devices, isNeeded } = this.#options;
    const deviceId = this.#pickedId;
    this.#isStale = false;
    try {
      const track = await devices.open({ kind, deviceId });
      if (isNeeded()) this.#adopt(track);
      else track.stop();
    } catch (cause) {
      if (this.#pickedId !== deviceId) return; // Another one was picked meanwhile, which is tried next.
      // One that cannot be had leaves the one in use as it is, or gives way to the system's own.
      if (deviceId !== undefined) this.#pickedId = undefined;
      else this.#fault = toDeviceFault(cause);
    }
  }

  /** The light goes out. */
  drop(): void {
    this.#track?.stop();
    this.#track = undefined;
    this.#isStale = false;
    this.#options.tracks.remove(this.#options.trackId);
  }

  #adopt(track: MediaStreamTrack): void {
    this.#track?.stop();
    this.#track = track;
    track.addEventListener('ended', () => this.#end(track));
    this.#options.tracks.put(this.#options.trackId, track);
  }

  #end(track: MediaStreamTrack): void {
    if (this.#track !== track) return;
    this.#fault = 'missing';
    this.drop();
    this.#options.onEnded();
  }
}
