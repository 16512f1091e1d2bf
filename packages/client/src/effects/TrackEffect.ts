/** What is done to a track on its way out: takes one, gives another that says or shows the same. */
export type TrackEffect = {
  /**
   * The track stays the caller's. Rejects when it cannot be done here.
   * @param onFailed it has begun and works no more: nothing comes out of it
   * @param onLoaded so many bytes of what it needs have come by now: it takes its time, and goes on
   */
  readonly start: (
    track: MediaStreamTrack,
    onFailed: () => void,
    onLoaded?: (bytes: number) => void,
  ) => Promise<RunningEffect>;
  /** What is done when this does not work. */
  readonly instead?: TrackEffect | undefined;
};

export type RunningEffect = {
  readonly track: MediaStreamTrack;
  /** Ends its track, too. */
  close(): void;
};
