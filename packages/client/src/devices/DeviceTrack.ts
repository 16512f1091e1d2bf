import type { MediaKind } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { CallNotice, DeviceFault } from '../CallSnapshot.ts';
import type { RunningEffect, TrackEffect } from '../effects/TrackEffect.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';
import type { DeviceManager } from './DeviceManager.ts';
import type { VoiceProcessing } from './DevicePort.ts';
import { toDeviceFault } from './DevicePort.ts';
import { Interruption } from './Interruption.ts';

export type DeviceTrackOptions = {
  readonly kind: MediaKind;
  /** Under which the track stands in the registry. */
  readonly trackId: string;
  readonly devices: Pick<DeviceManager, 'open'>;
  readonly tracks: TrackRegistry;
  readonly clock: Clock;
  /** Asked when the browser has opened the device, which may take a person's time: is it still of use? */
  readonly isNeeded: () => boolean;
  /** The device was pulled out, or its permission taken back. */
  readonly onEnded: () => void;
  /** There is something to do: the device is stale, or another track is to be sent. */
  readonly onChanged: () => void;
  /** Nothing comes out of the effect. */
  readonly onEffectFailed: (what: EffectFailure) => void;
};

/**
 * `effectFailed`: the sound goes out as the device gives it. `effectReplaced`: another effect is used instead. `pictureHeld`:
 * the camera was let go of, and the effect is tried again when it is opened the next time.
 */
type EffectFailure = Extract<CallNotice['what'], 'effectFailed' | 'effectReplaced' | 'pictureHeld'>;

/**
 * The track of one device: opened, exchanged, stopped; in the registry as long as it lives. With an effect it is the
 * effect's track that is sent and shown; what is disabled is so at both ends of it, and stays so when either is exchanged.
 */
export class DeviceTrack {
  readonly #options: DeviceTrackOptions;
  readonly #interruption: Interruption;
  #raw: MediaStreamTrack | undefined;
  #running: RunningEffect | undefined;
  #effect: TrackEffect | undefined;
  #runs = 0;
  #lastRun: Promise<void> = Promise.resolve();
  #isEnabled = true;
  #limits: MediaTrackConstraints | undefined;
  #voice: VoiceProcessing | undefined;
  #pickedId: string | undefined;
  #isStale = false;
  #fault: DeviceFault | undefined;
  #isTriedAgain = false;

  constructor(options: DeviceTrackOptions) {
    this.#options = options;
    this.#interruption = new Interruption(options.clock, () => this.#openAgain());
  }

  /** What is to be sent and shown. */
  get current(): MediaStreamTrack | undefined {
    return this.#running?.track ?? this.#raw;
  }

  get deviceId(): string | undefined {
    return this.#raw?.getSettings().deviceId;
  }

  get label(): string | undefined {
    return this.#raw?.label;
  }

  /** The device is to be opened again: another one was picked, or this one gives nothing. */
  get isStale(): boolean {
    return this.#isStale;
  }

  get fault(): DeviceFault | undefined {
    return this.#fault;
  }

  pick(deviceId: string): void {
    this.#pickedId = deviceId;
    this.#isStale = this.#raw !== undefined;
    this.#fault = undefined;
  }

  /** The system prefers another device now. Whoever has picked one keeps it. @returns whether there is something to do */
  followDefault(groupId: string | undefined): boolean {
    if (!this.#raw || this.#pickedId !== undefined) return false;
    const isSame = groupId !== undefined && this.#raw.getSettings().groupId === groupId;
    if (!isSame) this.#isStale = true;
    return !isSame;
  }

  /** A good moment to try again. */
  wake(): void {
    this.#interruption.hurry();
  }

  forgiveFault(): void {
    this.#fault = undefined;
  }

  /** Opened once more, while what is said of it stays: whoever reads that is not to see it come and go with each attempt. */
  tryAgain(): void {
    this.#isTriedAgain = true;
  }

  /** It cannot be had, and there is no reason to think otherwise. */
  get isGivenUp(): boolean {
    return this.#fault !== undefined && !this.#isTriedAgain;
  }

  setEnabled(isEnabled: boolean): void {
    this.#isEnabled = isEnabled;
    for (const track of [this.#raw, this.#running?.track]) if (track) track.enabled = isEnabled;
  }

  /** What a picture may be at most: the device gives no more from now on, so nothing behind it has more work either. */
  limit(limits: MediaTrackConstraints): void {
    this.#limits = limits;
    void this.#applyLimits();
  }

  /** What the browser does to a voice is decided when it opens the device. @returns whether there is something to do */
  setVoice(voice: VoiceProcessing): boolean {
    const isSame = JSON.stringify(voice) === JSON.stringify(this.#voice ?? ALL_OF_IT);
    this.#voice = voice;
    if (this.#raw && !isSame) this.#isStale = true;
    return this.#isStale;
  }

  /** Resolves when it is in use, or has failed. */
  async setEffect(effect: TrackEffect | undefined): Promise<void> {
    if (this.#effect === effect) return;
    this.#effect = effect;
    await this.#runEffect();
  }

  /** Opens the picked device, or the one that the system prefers. Never rejects: see `fault`. */
  async open(): Promise<void> {
    const { kind, devices, isNeeded } = this.#options;
    const deviceId = this.#pickedId;
    const voice = this.#voice;
    this.#isStale = false;
    this.#isTriedAgain = false;
    try {
      const track = await devices.open({ kind, deviceId, ...(voice && { voice }) });
      if (isNeeded()) await this.#adopt(track);
      else track.stop();
    } catch (cause) {
      if (this.#pickedId !== deviceId) return; // Another one was picked meanwhile, which is tried next.
      // One that cannot be had leaves the one in use as it is, or gives way to the system's own.
      if (deviceId !== undefined) this.#pickedId = undefined;
      else if (!this.#raw) this.#fault = toDeviceFault(cause);
    }
  }

  /** The light goes out. */
  drop(): void {
    this.#interruption.end();
    this.#raw?.stop();
    this.#raw = undefined;
    this.#stopEffect();
    this.#isStale = false;
    this.#options.tracks.remove(this.#options.trackId);
  }

  async #adopt(track: MediaStreamTrack): Promise<void> {
    const before = this.#raw;
    this.#raw = track;
    this.#fault = undefined;
    track.enabled = this.#isEnabled;
    track.addEventListener('ended', () => this.#end(track));
    this.#interruption.watch(track);
    void this.#applyLimits();
    if (this.#effect) await this.#runEffect();
    else this.#show();
    before?.stop();
  }

  /** Resolves when the effect that is wanted then is in use: nothing goes out without it that was meant to go out with it. */
  #runEffect(): Promise<void> {
    this.#lastRun = this.#runThis(++this.#runs);
    return this.#lastRun;
  }

  /** What was on its way out goes on until the next one comes out of it. */
  async #runThis(run: number): Promise<void> {
    const [effect, raw, before] = [this.#effect, this.#raw, this.#running];
    if (!raw) return;
    const next = effect && (await this.#start(effect, raw));
    if (this.#raw !== raw || this.#effect !== effect) {
      next?.close();
      if (run !== this.#runs) await this.#lastRun;
      return;
    }
    if (effect && !next) return this.#giveUp(effect);
    if (next) next.track.enabled = this.#isEnabled;
    this.#running = next;
    this.#show();
    before?.close();
    this.#options.onChanged();
  }

  async #start(effect: TrackEffect, raw: MediaStreamTrack): Promise<RunningEffect | undefined> {
    try {
      const onFailed = () => this.#effect === effect && this.#raw === raw && void this.#giveUp(effect);
      return await this.#inTime((onLoaded) => effect.start(raw, onFailed, onLoaded));
    } catch {
      return undefined;
    }
  }

  /** A sound without the effect is better than none. A picture is not: whoever chose to be hidden is not shown by a fault. */
  async #giveUp({ instead }: TrackEffect): Promise<void> {
    const { kind, onEffectFailed, onChanged } = this.#options;
    if (instead) {
      // What came out of it last stands still until the other one begins.
      this.#effect = instead;
      onEffectFailed('effectReplaced');
      return this.#runEffect();
    }
    if (kind === 'video') {
      this.drop();
      return onEffectFailed('pictureHeld');
    }
    this.#effect = undefined;
    this.#stopEffect();
    this.#show();
    onEffectFailed('effectFailed');
    onChanged();
  }

  /** What does not begin must not keep the device waiting; what is still coming over a slow line may. */
  #inTime(start: (onLoaded: () => void) => Promise<RunningEffect>): Promise<RunningEffect> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = () => {
        isLate = true;
        reject(new Error('the effect did not begin'));
      };
      const wait = () => this.#options.clock.after(EFFECT_PATIENCE_MS, giveUp);
      let cancel = wait();
      const onLoaded = () => {
        if (isLate) return;
        cancel();
        cancel = wait();
      };
      start(onLoaded)
        .finally(() => cancel())
        .then((running) => (isLate ? running.close() : resolve(running)), reject);
    });
  }

  #stopEffect(): void {
    this.#running?.close();
    this.#running = undefined;
  }

  #show(): void {
    const track = this.current;
    if (track) this.#options.tracks.put(this.#options.trackId, track);
  }

  /** What a device cannot do it does not: then the picture is as it was. */
  async #applyLimits(): Promise<void> {
    if (this.#limits) await this.#raw?.applyConstraints(this.#limits).catch(() => undefined);
  }

  #openAgain(): void {
    if (!this.#raw) return;
    this.#isStale = true;
    this.#options.onChanged();
  }

  #end(track: MediaStreamTrack): void {
    if (this.#raw !== track) return;
    // It is gone: the one that the system prefers takes its place.
    this.#pickedId = undefined;
    this.drop();
    this.#options.onEnded();
  }
}

/** What is asked of a microphone of which nothing was said. */
const ALL_OF_IT: VoiceProcessing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const EFFECT_PATIENCE_MS = 8_000;
