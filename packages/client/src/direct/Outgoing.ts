import type { Source } from '@confab/protocol';
import type { MediaEngine, SentTrack } from '../media/MediaEngine.ts';

type Entry = { track: MediaStreamTrack; isFlowing: boolean; handle: SentTrack };

/**
 * What this peer sends, for both paths: whoever sends it by the engine that this makes sends and silences both at once. A
 * source flows directly only when it would by way of the sfu, so mute is decided in one place.
 */
export class Outgoing {
  readonly #onChange: () => void;
  readonly #entries = new Map<Source, Entry>();
  #idle: ReadonlySet<Source> = new Set();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What flows now. */
  get flowing(): ReadonlyMap<Source, MediaStreamTrack> {
    return new Map(
      [...this.#entries].flatMap(([source, { track, isFlowing }]) => (isFlowing ? [[source, track] as const] : [])),
    );
  }

  /**
   * What went out by the engine before is gone with it. What flows directly as well goes on there, until whoever sends it
   * silences it or sends it by the next engine.
   */
  useEngine(engine: MediaEngine | undefined, isDirect = false): MediaEngine | undefined {
    for (const [source, entry] of this.#entries) {
      if (isDirect && entry.isFlowing) entry.handle = nowhere;
      else this.#entries.delete(source);
    }
    this.#onChange();
    return engine && this.#wrap(engine);
  }

  /** These need not go to the sfu at the moment; their transport stays. */
  setIdle(idle: ReadonlySet<Source>): void {
    const before = this.#idle;
    this.#idle = idle;
    for (const [source, { handle, isFlowing }] of this.#entries) {
      if (!isFlowing || before.has(source) === idle.has(source)) continue;
      if (idle.has(source)) handle.pause();
      else handle.resume();
    }
  }

  #wrap(engine: MediaEngine): MediaEngine {
    return {
      rtpCapabilities: engine.rtpCapabilities,
      send: async (source, track, muted) => {
        const handle = await engine.send(source, track, muted);
        // It flows when its owner says so: the room may know better than this request. What flowed directly meanwhile
        // goes on until then, unless it was silenced.
        const entry: Entry = { track, isFlowing: this.#entries.get(source)?.isFlowing ?? false, handle };
        this.#entries.set(source, entry);
        if (this.#idle.has(source)) handle.pause();
        return this.#toSentTrack(source, entry);
      },
      prime: (source, standIn) => engine.prime(source, standIn),
      get primed() {
        return engine.primed;
      },
      enter: (sources) => engine.enter(sources),
      begin: () => engine.begin(),
      limit: (source, wanted) => engine.limit(source, wanted),
      receive: (offers) => engine.receive(offers),
      stopReceiving: (consumerId) => engine.stopReceiving(consumerId),
      count: (consumerId) => engine.count(consumerId),
      arrivals: () => engine.arrivals(),
      collect: () => engine.collect(),
      isUnanswered: () => engine.isUnanswered(),
      restartIce: (direction) => engine.restartIce(direction),
      close: () => engine.close(),
    };
  }

  #toSentTrack(source: Source, entry: Entry): SentTrack {
    const setFlowing = (isFlowing: boolean) => {
      if (entry.isFlowing === isFlowing) return;
      entry.isFlowing = isFlowing;
      if (this.#entries.get(source) === entry) this.#onChange();
    };
    return {
      pause: () => {
        entry.handle.pause();
        setFlowing(false);
      },
      resume: () => {
        if (!this.#idle.has(source)) entry.handle.resume();
        setFlowing(true);
      },
      replaceTrack: async (track) => {
        entry.track = track;
        if (this.#entries.get(source) === entry) this.#onChange();
        await entry.handle.replaceTrack(track);
      },
      close: () => {
        entry.handle.close();
        if (this.#entries.get(source) === entry) this.#entries.delete(source);
        setFlowing(false);
        this.#onChange();
      },
    };
  }
}

/** By way of an sfu that is gone. */
const nowhere: SentTrack = {
  pause: () => undefined,
  resume: () => undefined,
  replaceTrack: () => Promise.resolve(),
  close: () => undefined,
};
