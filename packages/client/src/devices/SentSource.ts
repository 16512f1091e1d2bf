import type { Source } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { MediaEngine, SentTrack } from '../media/MediaEngine.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { SourceFacts } from './nextStep.ts';

export type SentSourceOptions = {
  readonly source: Source;
  readonly ask: Ask;
  /** May change in the middle of anything here. */
  readonly isWanted: () => boolean;
  /** It flows now, or does not any more. */
  readonly onFlow: () => void;
};

type Sent = { readonly handle: SentTrack; readonly track: MediaStreamTrack };

/** A source on its way out: by which engine, what the room knows of it, and whether anything flows. */
export class SentSource {
  readonly #options: SentSourceOptions;
  #engine: MediaEngine | undefined;
  #sent: Sent | undefined;
  #room: SourceFacts['room'];
  #isFlowing = false;
  /** It is sent by no engine, and yet heard. */
  #isDetached = false;

  constructor(options: SentSourceOptions) {
    this.#options = options;
  }

  get hasEngine(): boolean {
    return this.#engine !== undefined;
  }

  get isFlowing(): boolean {
    return this.#isFlowing;
  }

  get room(): SourceFacts['room'] {
    return this.#room;
  }

  toFacts(
    track: MediaStreamTrack | undefined,
  ): Pick<SourceFacts, 'isSent' | 'isSentTrackCurrent' | 'room' | 'isFlowing'> {
    return {
      isSent: this.#sent !== undefined && !this.#isDetached,
      isSentTrackCurrent: this.#sent?.track === track,
      room: this.#room,
      isFlowing: this.#isFlowing,
    };
  }

  /** What was sent by the engine before is gone with it, unless it flows directly as well: that goes on. */
  useEngine(engine: MediaEngine | undefined, isDirect: boolean): void {
    this.#engine = engine;
    this.#isDetached = isDirect && this.#isFlowing;
    if (!this.#isDetached) this.#letGo();
  }

  /** @returns whether it had no other way, so that nothing flows any more */
  loseDirect(): boolean {
    if (!this.#isDetached) return false;
    this.#isDetached = false;
    this.#letGo();
    return true;
  }

  /** At once, whatever else is going on. */
  silence(): void {
    this.#isFlowing = false;
    this.#sent?.handle.pause();
  }

  /** What the room knows of it now. What it has dropped is to be produced again. */
  setRoom(room: 'on' | 'muted' | undefined): void {
    this.#room = room;
    if (room !== undefined) return;
    this.#sent?.handle.close();
    this.#sent = undefined;
    this.#isFlowing = false;
    this.#options.onFlow();
  }

  async produce(track: MediaStreamTrack): Promise<void> {
    const { source, isWanted } = this.#options;
    const engine = this.#engine;
    if (!engine) return;
    const isMuted = !isWanted();
    const before = this.#room;
    const handle = await engine.send(source, track, isMuted);
    if (this.#engine !== engine) {
      // Gone again: whoever mutes must still reach what flows directly.
      if (this.#isDetached) this.#sent = { handle, track };
      else handle.pause();
      return;
    }
    this.#sent = { handle, track };
    this.#isDetached = false;
    // The room keeps what it knew: producing again never unmutes (MU6).
    if (isMuted || before === 'muted') this.#room = 'muted';
    else this.#room = before === 'unknown' ? 'unknown' : 'on';
    if (!isWanted() || this.#room !== 'on') handle.pause();
  }

  async replace(track: MediaStreamTrack): Promise<void> {
    const sent = this.#sent;
    if (!sent) return;
    await sent.handle.replaceTrack(track);
    if (this.#sent === sent) this.#sent = { ...sent, track };
  }

  async tell(muted: boolean): Promise<void> {
    const { ask, source } = this.#options;
    this.#room = 'unknown';
    try {
      await ask('setMuted', { source, muted });
    } catch (cause) {
      if (toWireError(cause).code !== 'notFound') throw cause;
      this.setRoom(undefined);
      return;
    }
    this.#room = muted ? 'muted' : 'on';
  }

  async closeInRoom(): Promise<void> {
    const { ask, source } = this.#options;
    this.#room = 'unknown';
    try {
      await ask('closeSource', { source });
    } catch (cause) {
      if (toWireError(cause).code !== 'notFound') throw cause;
    }
    this.setRoom(undefined);
  }

  flow(): void {
    this.#sent?.handle.resume();
    this.#isFlowing = true;
    this.#options.onFlow();
  }

  close(): void {
    this.#engine = undefined;
    this.#isFlowing = false;
  }

  #letGo(): void {
    this.#sent?.handle.pause();
    this.#sent = undefined;
    this.#isFlowing = false;
    this.#options.onFlow();
  }
}
