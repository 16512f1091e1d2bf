import type { Source } from '@confab/protocol';
import { kindOf, toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { CallNotice, LocalSource as LocalSourceState } from '../CallSnapshot.ts';
import type { MediaEngine, SentTrack } from '../media/MediaEngine.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';
import type { TrackEffect } from '../effects/TrackEffect.ts';
import type { DeviceManager } from './DeviceManager.ts';
import type { VoiceProcessing } from './DevicePort.ts';
import { DeviceTrack } from './DeviceTrack.ts';
import type { SourceFacts, SourceStep } from './nextStep.ts';
import { nextStep } from './nextStep.ts';

export type LocalSourceOptions = {
  readonly source: Source;
  readonly isWanted: boolean;
  readonly devices: Pick<DeviceManager, 'open'>;
  readonly tracks: TrackRegistry;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly onChange: () => void;
  /** Something has changed by itself, with the device that is used now. */
  readonly onNotice?: (what: CallNotice['what'], label: string | undefined) => void;
};

type Sent = { readonly handle: SentTrack; readonly track: MediaStreamTrack };

/**
 * A microphone, a camera or a screen: what the person wants, what the track does, what the room knows.
 * Silence is local and immediate; everything else is one queue of steps, so the last wish wins.
 */
export class LocalSource {
  readonly #options: LocalSourceOptions;
  readonly #trackId: string;
  readonly #device: DeviceTrack;
  #phase: 'idle' | 'preview' | 'call' | 'closed' = 'idle';
  #isWanted: boolean;
  #engine: MediaEngine | undefined;
  #isOnline = false;
  #maySend = true;
  #sent: Sent | undefined;
  #room: SourceFacts['room'];
  #isFlowing = false;
  #isRunning = false;
  #heardMeanwhile: { readonly room: 'on' | 'muted' | undefined } | undefined;
  #settled: Promise<void> = Promise.resolve();
  #cancelRetry: () => void = () => undefined;
  #isStalled = false;
  #wasUnplugged = false;
  /** It is sent by no engine, and yet heard. */
  #isDetached = false;

  constructor(options: LocalSourceOptions) {
    this.#options = options;
    this.#isWanted = options.isWanted;
    this.#trackId = `self:${options.source}`;
    this.#device = new DeviceTrack({
      kind: kindOf(options.source),
      trackId: this.#trackId,
      devices: options.devices,
      tracks: options.tracks,
      isNeeded: () => this.#phase !== 'closed' && (this.#isWanted || this.#keepsDevice),
      clock: options.clock,
      onEnded: () => this.#unplugged(),
      onChanged: () => void this.#proceed(),
      onEffectFailed: () => this.#options.onNotice?.('effectFailed', this.#device.label),
    });
  }

  get state(): Omit<LocalSourceState, 'room'> {
    const { deviceId } = this.#device;
    const actual = this.#actual();
    return {
      wanted: this.#isWanted,
      actual,
      ...(actual === 'failed' && { fault: this.#device.fault }),
      ...(this.#device.current && { trackId: this.#trackId }),
      ...(deviceId !== undefined && { deviceId }),
    };
  }

  /** Whether it would begin muted; undefined while there is nothing to send. */
  get startsMuted(): boolean | undefined {
    return this.#device.current && !this.#device.fault ? !this.#isWanted : undefined;
  }

  /** Opens the device if it is wanted, for a preview. Resolves when that is settled. */
  openPreview(): Promise<void> {
    if (this.#phase === 'idle') this.#phase = 'preview';
    return this.#proceed();
  }

  /** From now on it is `on` only when the room has confirmed it. */
  enterCall(): void {
    if (this.#phase !== 'closed') this.#phase = 'call';
    this.#align();
    void this.#proceed();
  }

  /** Resolves when the wish has come true, has failed, or waits for the connection. */
  setWanted(isWanted: boolean): Promise<void> {
    this.#isWanted = isWanted;
    if (isWanted) this.#device.forgiveFault();
    else this.#silence();
    return this.#proceed();
  }

  /** A host has closed it: off, until the person here wants it again. */
  stopForHost(): void {
    this.#isWanted = false;
    this.#silence();
    this.#hear(undefined);
    void this.#proceed();
  }

  pickDevice(deviceId: string): Promise<void> {
    this.#device.pick(deviceId);
    return this.#proceed();
  }

  /** The page is seen again: what was interrupted is tried again. */
  wake(): void {
    this.#device.wake();
  }

  /** The system prefers another device. */
  async followDefault(groupId: string | undefined): Promise<void> {
    if (!this.#device.followDefault(groupId)) return;
    await this.#proceed();
    if (!this.#device.fault) this.#options.onNotice?.('followed', this.#device.label);
  }

  setVoice(voice: VoiceProcessing): Promise<void> {
    return this.#device.setVoice(voice) ? this.#proceed() : Promise.resolve();
  }

  /** What is done to it on its way out; undefined: nothing. Never unmutes, whatever comes out of it. */
  setEffect(effect: TrackEffect | undefined): Promise<void> {
    return this.#device.setEffect(effect);
  }

  limit(limits: MediaTrackConstraints): void {
    this.#device.limit(limits);
  }

  /** Whether the peer's role lets it send. Who may not wants nothing sent, and nothing starts by itself when that changes. */
  allowSending(maySend: boolean): void {
    if (this.#maySend === maySend) return;
    this.#maySend = maySend;
    if (maySend) void this.#proceed();
    else void this.setWanted(false);
  }

  /** What was sent by the engine before is gone with it, unless it flows directly as well: that goes on. */
  useEngine(engine: MediaEngine | undefined, isDirect = false): void {
    this.#engine = engine;
    this.#isDetached = isDirect && this.#isFlowing;
    if (!this.#isDetached) this.#letGo();
    void this.#proceed();
  }

  /** The direct path is closed: what had no other way flows no more. */
  loseDirect(): void {
    if (!this.#isDetached) return;
    this.#isDetached = false;
    this.#letGo();
    void this.#proceed();
  }

  /** Signaling is there, and this is what the room knows of the source. */
  goOnline(room: 'on' | 'muted' | undefined): void {
    this.#isOnline = true;
    this.#hear(room);
    void this.#proceed();
  }

  /** Signaling is away: media goes on as it is, nothing is unmuted until it is back. */
  goOffline(): void {
    this.#isOnline = false;
    this.#heardMeanwhile = undefined;
  }

  /** An event of the room about this source. While a question of ours is open its answer comes first. */
  hear(room: 'on' | 'muted' | undefined): void {
    this.#heardMeanwhile = this.#isRunning ? { room } : undefined;
    if (this.#isRunning) return;
    this.#hear(room);
    // A step that has failed is not taken again sooner for that: the event may well be of its failure.
    if (this.#isStalled) this.#options.onChange();
    else void this.#proceed();
  }

  close(): void {
    this.#phase = 'closed';
    this.#isOnline = false;
    this.#engine = undefined;
    this.#isFlowing = false;
    this.#cancelRetry();
    this.#device.drop();
  }

  #letGo(): void {
    this.#sent?.handle.pause();
    this.#sent = undefined;
    this.#isFlowing = false;
    this.#align();
  }

  #hear(room: 'on' | 'muted' | undefined): void {
    // Muted by someone else than the person here: the muted opinion wins, and the button says so.
    if (room === 'muted' && this.#room === 'on' && this.#isWanted) {
      this.#isWanted = false;
      this.#silence();
    }
    this.#room = room;
    if (room === undefined) this.#forgetSent();
  }

  /** The room has dropped the source: it is to be produced again. */
  #forgetSent(): void {
    this.#sent?.handle.close();
    this.#sent = undefined;
    this.#isFlowing = false;
    this.#align();
  }

  #actual(): LocalSourceState['actual'] {
    if (!this.#isWanted || this.#phase === 'closed') return 'off';
    if (this.#device.fault) return 'failed';
    if (this.#phase === 'call') return this.#isFlowing ? 'on' : 'starting';
    if (this.#device.current) return 'on';
    return this.#phase === 'idle' ? 'off' : 'starting';
  }

  /** At once, whatever else is going on. */
  #silence(): void {
    this.#isFlowing = false;
    this.#sent?.handle.pause();
    if (!this.#keepsDevice) this.#device.drop();
    this.#align();
  }

  get #keepsDevice(): boolean {
    return this.#options.source === 'microphone';
  }

  /** Makes the track do what it may do now. A camera's picture is for the preview, too: the room keeps it from the others. */
  #align(): void {
    if (!this.#keepsDevice) return;
    this.#device.setEnabled(this.#isWanted && (this.#phase === 'call' ? this.#isFlowing : true));
  }

  #facts(): SourceFacts {
    return {
      isWanted: this.#isWanted,
      keepsDevice: this.#keepsDevice,
      closesWhenOff: this.#options.source === 'screen' || this.#options.source === 'screenAudio',
      hasTrack: this.#device.current !== undefined,
      isStale: this.#device.isStale,
      hasFault: this.#device.fault !== undefined,
      isLinked: this.#phase === 'call' && this.#isOnline && this.#maySend && this.#engine !== undefined,
      isSent: this.#sent !== undefined && !this.#isDetached,
      isSentTrackCurrent: this.#sent?.track === this.#device.current,
      room: this.#room,
      isFlowing: this.#isFlowing,
    };
  }

  /** One step after the other until there is none left; what changes meanwhile is looked at before each. */
  #proceed(): Promise<void> {
    this.#isStalled = false;
    this.#cancelRetry();
    this.#options.onChange();
    if (!this.#isRunning) this.#settled = this.#run();
    return this.#settled;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#phase !== 'idle' && this.#phase !== 'closed' && !this.#isStalled) {
      const step = nextStep(this.#facts());
      if (!step) break;
      try {
        await this.#take(step);
      } catch {
        // Signaling is away or the sfu is: the loop goes on when something has changed, or after a while.
        this.#stall();
      }
      this.#options.onChange();
    }
    this.#isRunning = false;
    this.#catchUp();
  }

  /** The room's events are newer than any answer: a host may have muted what we have just unmuted. */
  #catchUp(): void {
    const heard = this.#heardMeanwhile;
    this.#heardMeanwhile = undefined;
    if (heard && this.#isOnline && heard.room !== this.#room) this.hear(heard.room);
  }

  #stall(): void {
    if (this.#phase === 'closed') return;
    this.#isStalled = true;
    this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => void this.#proceed());
  }

  #take(step: SourceStep): Promise<void> | void {
    switch (step) {
      case 'acquire':
        return this.#acquire();
      case 'produce':
        return this.#produce();
      case 'replace':
        return this.#replace();
      case 'close':
        return this.#closeInRoom();
      case 'mute':
        return this.#tell(true);
      case 'unmute':
        return this.#tell(false);
      case 'flow':
        return this.#flow();
      default:
        return assertNever(step);
    }
  }

  async #acquire(): Promise<void> {
    await this.#device.open();
    this.#align();
    if (!this.#wasUnplugged) return;
    this.#wasUnplugged = false;
    this.#options.onNotice?.(this.#device.current ? 'fellBack' : 'lost', this.#device.label);
  }

  #unplugged(): void {
    this.#isFlowing = false;
    this.#wasUnplugged = true;
    this.#sent?.handle.pause();
    void this.#proceed();
  }

  async #produce(): Promise<void> {
    const engine = this.#engine;
    const track = this.#device.current;
    if (!engine || !track) return;
    const isMuted = !this.#isWanted;
    const before = this.#room;
    const handle = await engine.send(this.#options.source, track, isMuted);
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
    if (!this.#isWanted || this.#room !== 'on') handle.pause();
  }

  async #replace(): Promise<void> {
    const track = this.#device.current;
    const sent = this.#sent;
    if (!track || !sent) return;
    await sent.handle.replaceTrack(track);
    if (this.#sent === sent) this.#sent = { ...sent, track };
  }

  async #tell(muted: boolean): Promise<void> {
    this.#room = 'unknown';
    try {
      await this.#options.ask('setMuted', { source: this.#options.source, muted });
    } catch (cause) {
      if (toWireError(cause).code !== 'notFound') throw cause;
      this.#hear(undefined);
      return;
    }
    this.#room = muted ? 'muted' : 'on';
  }

  async #closeInRoom(): Promise<void> {
    const { ask, source } = this.#options;
    this.#room = 'unknown';
    try {
      await ask('closeSource', { source });
    } catch (cause) {
      if (toWireError(cause).code !== 'notFound') throw cause;
    }
    this.#hear(undefined);
  }

  #flow(): void {
    this.#sent?.handle.resume();
    this.#isFlowing = true;
    this.#align();
  }
}

const RETRY_MS = 1_000;

function assertNever(value: never): never {
  throw new Error(`no such step: ${String(value)}`);
}
