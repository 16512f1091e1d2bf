import type { DeviceWish } from '../devices/DevicePort.ts';
import { DeviceError } from '../devices/DevicePort.ts';
import type { MediaKind } from '@confab/protocol';

/** What the person has picked to show, until a LocalSource takes it: a screen cannot be opened again without asking. */
export class PickedTracks {
  readonly #tracks = new Map<MediaKind, MediaStreamTrack>();

  put(kind: MediaKind, track: MediaStreamTrack | undefined): void {
    this.#tracks.get(kind)?.stop();
    if (track) this.#tracks.set(kind, track);
    else this.#tracks.delete(kind);
  }

  open({ kind }: DeviceWish): Promise<MediaStreamTrack> {
    const track = this.#tracks.get(kind);
    this.#tracks.delete(kind);
    return track?.readyState === 'live' ? Promise.resolve(track) : Promise.reject(new DeviceError('missing'));
  }
}
