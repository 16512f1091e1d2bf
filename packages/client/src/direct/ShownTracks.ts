import type { TrackRegistry } from '../TrackRegistry.ts';

type Registry = Pick<TrackRegistry, 'put' | 'remove'>;

/** Of the two ways in which one thing can arrive, the registry has the track of the one that is shown. */
export class ShownTracks implements Registry {
  readonly #registry: Registry;
  readonly #bySfu = new Map<string, MediaStreamTrack>();
  readonly #direct = new Map<string, MediaStreamTrack>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** By way of the sfu. */
  put(trackId: string, track: MediaStreamTrack): void {
    this.#bySfu.set(trackId, track);
    this.#show(trackId);
  }

  /** The sfu has it no more; what is shown directly stays. */
  remove(trackId: string): void {
    this.#bySfu.delete(trackId);
    this.#show(trackId);
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
