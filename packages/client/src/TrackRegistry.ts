import { Listeners } from './Listeners.ts';

/** Live media stays here: outside any store, log or snapshot. Fits React's useSyncExternalStore as it is. */
export class TrackRegistry {
  readonly #tracks = new Map<string, MediaStreamTrack>();
  readonly #spent = new WeakSet<MediaStreamTrack>();
  readonly #listeners = new Listeners();

  /** A missing track is a normal state: it comes a little later, or has just gone. */
  get(trackId: string): MediaStreamTrack | undefined {
    return this.#tracks.get(trackId);
  }

  put(trackId: string, track: MediaStreamTrack): void {
    if (this.#tracks.get(trackId) === track) return;
    this.#tracks.set(trackId, track);
    this.#listeners.tell();
  }

  remove(trackId: string): void {
    if (this.#tracks.delete(trackId)) this.#listeners.tell();
  }

  /** The connection that it came by is gone, and it stays until another one takes its place. */
  spend(track: MediaStreamTrack): void {
    this.#spent.add(track);
  }

  /** Nothing comes of this track any more: what follows it can be played instead at once, and not beside it until it has begun. */
  isSpent(track: MediaStreamTrack): boolean {
    return this.#spent.has(track);
  }

  subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);
}
