/** Live media stays here: outside any store, log or snapshot. Fits React's useSyncExternalStore as it is. */
export class TrackRegistry {
  readonly #tracks = new Map<string, MediaStreamTrack>();
  readonly #listeners = new Set<() => void>();

  get(trackId: string): MediaStreamTrack | undefined {
    return this.#tracks.get(trackId);
  }

  put(trackId: string, track: MediaStreamTrack): void {
    if (this.#tracks.get(trackId) === track) return;
    this.#tracks.set(trackId, track);
    this.#changed();
  }

  remove(trackId: string): void {
    if (this.#tracks.delete(trackId)) this.#changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
