import type { MediaKind } from '@confab/protocol';
import type { DeviceFault } from '../CallSnapshot.ts';
import type { DevicePort, DeviceWish, ListedDevice } from '../devices/DevicePort.ts';
import { DeviceError } from '../devices/DevicePort.ts';
import { FakeTrack } from './FakeTrack.ts';

/** A machine with one microphone and one camera, unless `faults` says otherwise. */
export class FakeDevices implements DevicePort {
  readonly faults = new Map<MediaKind, DeviceFault>();
  /** Every track that was ever opened, oldest first. */
  readonly opened: FakeTrack[] = [];
  /** How often the browser was asked, and for what. */
  readonly asked: (readonly DeviceWish[])[] = [];
  /** Set it to keep the person thinking about the permission. */
  permission: Promise<void> | undefined;
  present: ListedDevice[] = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Microphone' },
    { kind: 'videoinput', deviceId: 'cam-1', label: 'Camera' },
  ];
  readonly #listeners = new Set<() => void>();
  readonly #allowed = new Set<(kind: MediaKind) => void>();

  async open(wishes: readonly DeviceWish[]): Promise<readonly MediaStreamTrack[]> {
    this.asked.push(wishes);
    await this.permission;
    for (const { kind } of wishes) {
      const fault = this.faults.get(kind);
      if (fault) throw new DeviceError(fault);
    }
    const tracks = wishes.map(
      ({ kind, deviceId }) => new FakeTrack(kind, deviceId ?? (kind === 'audio' ? 'mic-1' : 'cam-1')),
    );
    this.opened.push(...tracks);
    return tracks;
  }

  list(): Promise<readonly ListedDevice[]> {
    return Promise.resolve(this.present);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onAllowed(listener: (kind: MediaKind) => void): () => void {
    this.#allowed.add(listener);
    return () => void this.#allowed.delete(listener);
  }

  /** As when the person gives a permission in the browser's own settings. */
  allow(kind: MediaKind): void {
    this.faults.delete(kind);
    for (const listener of this.#allowed) listener(kind);
  }

  change(present: ListedDevice[]): void {
    this.present = present;
    for (const listener of this.#listeners) listener();
  }

  get listeners(): number {
    return this.#listeners.size + this.#allowed.size;
  }

  /** The newest track of a kind. */
  last(kind: MediaKind): FakeTrack {
    const track = this.opened.findLast((one) => one.kind === kind);
    if (!track) throw new Error(`no ${kind} was opened`);
    return track;
  }
}
