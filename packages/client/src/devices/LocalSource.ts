import type { Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { CallNotice, DeviceFault, LocalSource as LocalSourceState } from '../CallSnapshot.ts';
import type { MediaEngine } from '../media/MediaEngine.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';
import type { TrackEffect } from '../effects/TrackEffect.ts';
import type { DeviceManager } from './DeviceManager.ts';
import type { VoiceProcessing } from './DevicePort.ts';
import { BusyDevice } from './BusyDevice.ts';
import { DeviceTrack } from './DeviceTrack.ts';
import type { SourceFacts, SourceStep } from './nextStep.ts';
import { nextStep } from './nextStep.ts';
import { SentSource } from './SentSource.ts';
import { StepLoop } from './StepLoop.ts';

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
  /** Somebody may be looking at the page; true unless said otherwise. */
  readonly isSeen?: () => boolean;
};

/**
 * A microphone, a camera or a screen: what the person wants, what the track does, what the room knows.
 * Silence is local and immediate; everything else is one queue of steps, so the last wish wins.
 */
export class LocalSource {
  readonly #options: LocalSourceOptions;
  readonly #trackId: string;
  readonly #device: DeviceTrack;
  readonly #busy: BusyDevice;
  readonly #sent: SentSource;
  readonly #steps: StepLoop<SourceStep>;
  #phase: 'idle' | 'preview' | 'call' | 'closed' = 'idle';
  #isWanted: boolean;
  #isOnline = false;
  #maySend = true;
  #heardMeanwhile: { readonly room: 'on' | 'muted' | undefined } | undefined;
  #wasUnplugged = false;

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
      onChanged: () => void this.#steps.proceed(),
      onEffectFailed: (what) => {
        if (what === 'pictureHeld') void this.setWanted(false);
        this.#options.onNotice?.(what, this.#device.label);
      },
    });
    this.#busy = new BusyDevice(options.clock, () => {
      // In a lobby that nobody looks at no camera's light goes on; whoever comes back to it wakes it.
      if (this.#phase === 'call' || (options.isSeen?.() ?? true)) this.#tryBusyAgain();
    });
    this.#sent = new SentSource({
      source: options.source,
      ask: options.ask,
      isWanted: () => this.#isWanted,
      onFlow: () => this.#align(),
    });
    this.#steps = new StepLoop({
      clock: options.clock,
      next: () => this.#next(),
      take: (step) => this.#take(step),
      onChange: options.onChange,
      onPause: () => this.#catchUp(),
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
    return this.#steps.proceed();
  }

  /** From now on it is `on` only when the room has confirmed it. */
  enterCall(): void {
    if (this.#phase !== 'closed') this.#phase = 'call';
    this.#align();
    void this.#steps.proceed();
  }

  /** At the door: as in the lobby again, until it is opened. Whatever flowed before flows no more. */
  stayOutside(): void {
    if (this.#phase !== 'call') return;
    this.#phase = 'preview';
    this.#sent.silence();
    this.#align();
    void this.#steps.proceed();
  }

  /** Resolves when the wish has come true, has failed, or waits for the connection. */
  setWanted(isWanted: boolean): Promise<void> {
    this.#isWanted = isWanted;
    if (isWanted) this.#device.forgiveFault();
    else this.#silence();
    return this.#steps.proceed();
  }

  /** A host has closed it: off, until the person here wants it again. */
  stopForHost(): void {
    this.#isWanted = false;
    this.#silence();
    this.#hear(undefined);
    void this.#steps.proceed();
  }

  pickDevice(deviceId: string): Promise<void> {
    this.#device.pick(deviceId);
    return this.#steps.proceed();
  }

  /** What stood in the way is gone: a device that could not be had is tried again, if it is still wanted. */
  retryAfter(fault: DeviceFault): void {
    if (fault === 'busy') return this.#tryBusyAgain();
    if (this.#device.fault !== fault) return;
    this.#device.forgiveFault();
    void this.#steps.proceed();
  }

  /** The page is seen again: what was interrupted is tried again. */
  wake(): void {
    this.#device.wake();
    this.#tryBusyAgain();
  }

  /** The system prefers another device. */
  async followDefault(groupId: string | undefined): Promise<void> {
    if (!this.#device.followDefault(groupId)) return;
    await this.#steps.proceed();
    if (!this.#device.fault) this.#options.onNotice?.('followed', this.#device.label);
  }

  setVoice(voice: VoiceProcessing): Promise<void> {
    return this.#device.setVoice(voice) ? this.#steps.proceed() : Promise.resolve();
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
    if (maySend) void this.#steps.proceed();
    else void this.setWanted(false);
  }

  /** What was sent by the engine before is gone with it, unless it flows directly as well: that goes on. */
  useEngine(engine: MediaEngine | undefined, isDirect = false): void {
    this.#sent.useEngine(engine, isDirect);
    void this.#steps.proceed();
  }

  /** The direct path is closed: what had no other way flows no more. */
  loseDirect(): void {
    if (this.#sent.loseDirect()) void this.#steps.proceed();
  }

  /** Signaling is there, and this is what the room knows of the source. */
  goOnline(room: 'on' | 'muted' | undefined): void {
    this.#isOnline = true;
    this.#hear(room);
    void this.#steps.proceed();
  }

  /** Signaling is away: media goes on as it is, nothing is unmuted until it is back. */
  goOffline(): void {
    this.#isOnline = false;
    this.#heardMeanwhile = undefined;
  }

  /** An event of the room about this source. While a question of ours is open its answer comes first. */
  hear(room: 'on' | 'muted' | undefined): void {
    this.#heardMeanwhile = this.#steps.isRunning ? { room } : undefined;
    if (this.#steps.isRunning) return;
    this.#hear(room);
    // A step that has failed is not taken again sooner for that: the event may well be of its failure.
    if (this.#steps.isStalled) this.#options.onChange();
    else void this.#steps.proceed();
  }

  close(): void {
    this.#phase = 'closed';
    this.#isOnline = false;
    this.#sent.close();
    this.#busy.end();
    this.#steps.close();
    this.#device.drop();
  }

  #hear(room: 'on' | 'muted' | undefined): void {
    // Muted by someone else than the person here: the muted opinion wins, and the button says so.
    if (room === 'muted' && this.#sent.room === 'on' && this.#isWanted) {
      this.#isWanted = false;
      this.#silence();
    }
    this.#sent.setRoom(room);
  }

  #actual(): LocalSourceState['actual'] {
    if (!this.#isWanted || this.#phase === 'closed') return 'off';
    if (this.#device.fault) return 'failed';
    if (this.#phase === 'call') return this.#sent.isFlowing ? 'on' : 'starting';
    if (this.#device.current) return 'on';
    return this.#phase === 'idle' ? 'off' : 'starting';
  }

  /** At once, whatever else is going on. */
  #silence(): void {
    this.#busy.end();
    this.#sent.silence();
    if (!this.#keepsDevice) this.#device.drop();
    this.#align();
  }

  get #keepsDevice(): boolean {
    return this.#options.source === 'microphone';
  }

  /** Makes the track do what it may do now. A camera's picture is for the preview, too: the room keeps it from the others. */
  #align(): void {
    if (!this.#keepsDevice) return;
    this.#device.setEnabled(this.#isWanted && (this.#phase === 'call' ? this.#sent.isFlowing : true));
  }

  #facts(): SourceFacts {
    return {
      isWanted: this.#isWanted,
      keepsDevice: this.#keepsDevice,
      closesWhenOff: this.#options.source === 'screen' || this.#options.source === 'screenAudio',
      hasTrack: this.#device.current !== undefined,
      isStale: this.#device.isStale,
      hasFault: this.#device.isGivenUp,
      isLinked: this.#phase === 'call' && this.#isOnline && this.#maySend && this.#sent.hasEngine,
      ...this.#sent.toFacts(this.#device.current),
    };
  }

  #next(): SourceStep | undefined {
    return this.#phase === 'idle' || this.#phase === 'closed' ? undefined : nextStep(this.#facts());
  }

  /** The room's events are newer than any answer: a host may have muted what we have just unmuted. */
  #catchUp(): void {
    const heard = this.#heardMeanwhile;
    this.#heardMeanwhile = undefined;
    if (heard && this.#isOnline && heard.room !== this.#sent.room) this.hear(heard.room);
  }

  #take(step: SourceStep): Promise<void> | void {
    const track = this.#device.current;
    switch (step) {
      case 'acquire':
        return this.#acquire();
      case 'produce':
        return track && this.#sent.produce(track);
      case 'replace':
        return track && this.#sent.replace(track);
      case 'close':
        return this.#sent.closeInRoom();
      case 'mute':
        return this.#sent.tell(true);
      case 'unmute':
        return this.#sent.tell(false);
      case 'flow':
        return this.#sent.flow();
      default:
        return assertNever(step);
    }
  }

  async #acquire(): Promise<void> {
    await this.#device.open();
    this.#busy.settle(this.#isWanted ? this.#device.fault : undefined);
    this.#align();
    if (!this.#wasUnplugged) return;
    this.#wasUnplugged = false;
    this.#options.onNotice?.(this.#device.current ? 'fellBack' : 'lost', this.#device.label);
  }

  #tryBusyAgain(): void {
    if (!this.#isWanted || this.#device.fault !== 'busy') return;
    this.#device.tryAgain();
    void this.#steps.proceed();
  }

  #unplugged(): void {
    this.#wasUnplugged = true;
    this.#sent.silence();
    void this.#steps.proceed();
  }
}

function assertNever(value: never): never {
  throw new Error(`no such step: ${String(value)}`);
}
