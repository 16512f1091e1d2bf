import type { SfuTracks } from '../media/RemoteMedia.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';

/** Of the two ways in which one thing can arrive, the registry has the track of the one that is shown. */
export class ShownTracks implements SfuTracks {
  readonly #registry: Pick<TrackRegistry, 'put' | 'remove' | 'spend'>;
  readonly #bySfu = new Map<string, MediaStreamTrack>();
  readonly #direct = new Map<string, MediaStreamTrack>();

  constructor(registry: Pick<TrackRegistry, 'put' | 'remove' | 'spend'>) {
    this.#registry = registry;
  }

  put(trackId: string, track: MediaStreamTrack): void {
    this.#bySfu.set(trackId, track);
    this.#show(trackId);
  }

  /** The sfu has it no more; what is shown directly stays. */
  remove(trackId: string): void {
    this.#bySfu.delete(trackId);
    this.#show(trackId);
  }

  /** The direct one goes on. */
  spend(trackId: string): void {
    const track = this.#bySfu.get(trackId);
    if (track) this.#registry.spend(track);
  }

  showDirect(trackId: string, track: MediaStreamTrack): void {
    this.#direct.set(trackId, track);
    this.#show(trackId);
  }

  showBySfu(trackId: string): void {
    if (this.#direct.delete(trackId)) this.#show(trackId);
  }

  #show(trackId: string): void {
    const track = this.#direct.get(trackId) ?? this.#bySfu.get(trackId);
    if (track) this.#registry.put(trackId, track);
    else this.#registry.remove(trackId);
  }
}
