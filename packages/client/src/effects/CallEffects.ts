import type { EffectsState, FrugalStep } from '../CallSnapshot.ts';
import type { VoiceProcessing } from '../devices/DevicePort.ts';
import type { LocalSource } from '../devices/LocalSource.ts';
import { toPictureConstraints } from '../devices/pictureConstraints.ts';
import type { BackgroundImage, EffectsPort, NoiseSuppressionFiles, SegmentationFiles } from './EffectsPort.ts';
import { plainEffects } from './plainEffects.ts';
import { pictureLimits } from './pictureLimits.ts';
import type { TrackEffect } from './TrackEffect.ts';

export type CallEffectsOptions = {
  readonly port: EffectsPort;
  readonly files: NoiseSuppressionFiles | undefined;
  readonly segmentation: SegmentationFiles | undefined;
  readonly microphone: Pick<LocalSource, 'setVoice' | 'setEffect'>;
  readonly camera: Pick<LocalSource, 'setEffect' | 'limit'>;
  /** What is behind the person cannot be told from them: all of the picture is blurred instead. */
  readonly onBackgroundReplaced: () => void;
  readonly onChange: () => void;
};

export type BackgroundPicture = { readonly name: string; readonly image: BackgroundImage };

/** What a page may change of it. */
export type EffectsControls = Pick<
  CallEffects,
  'setNoiseSuppression' | 'setVoice' | 'findModel' | 'setBackground' | 'setVideoQuality'
>;

/** What is done to the own sound and picture: what the person has chosen, less what this device cannot keep up with. */
export class CallEffects {
  readonly #options: CallEffectsOptions;
  readonly #strong: TrackEffect | undefined;
  readonly #blur: TrackEffect | undefined;
  #state: EffectsState;
  #voice: VoiceProcessing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  #frugal: FrugalStep | undefined;
  #limited = '';

  constructor(options: CallEffectsOptions) {
    const { port, files } = options;
    const available = port.available(files);
    this.#options = options;
    this.#strong = files && available.strongNoiseSuppression ? port.strongNoiseSuppression(files) : undefined;
    this.#blur = available.blur ? port.blur() : undefined;
    this.#state = { ...plainEffects, available };
  }

  get state(): EffectsState {
    return this.#state;
  }

  /** Something of it could be turned down. */
  get hasSpare(): boolean {
    return this.#state.noiseSuppression === 'strong';
  }

  /** Resolves when it is heard; what cannot be had is left as `browser`. */
  async setNoiseSuppression(noiseSuppression: EffectsState['noiseSuppression']): Promise<void> {
    const isPossible = noiseSuppression !== 'strong' || this.#strong;
    this.#set({ noiseSuppression: isPossible ? noiseSuppression : 'browser' });
    await this.#applyVoice();
  }

  /** What the browser does to the voice besides. All of it is on unless said otherwise: musicians turn it off. */
  async setVoice(voice: Partial<Omit<VoiceProcessing, 'noiseSuppression'>>): Promise<void> {
    this.#voice = { ...this.#voice, ...voice };
    await this.#applyVoice();
  }

  /** Looks whether the operator has a model; until then nobody can be told from what is behind them. */
  async findModel(): Promise<void> {
    const { port, segmentation } = this.#options;
    if (!segmentation || this.#state.available.segmentation) return;
    const hasModel = await port.hasModel(segmentation).catch(() => false);
    if (hasModel) this.#set({ available: { ...this.#state.available, segmentation: true } });
  }

  /**
   * `picture`: what is behind the person, under a name that is shown. Without a model all of the picture is blurred, and the
   * person is told: whoever hides what is behind them did not choose to show it. Where no picture can be blurred it is `none`.
   */
  async setBackground(background: EffectsState['background'], picture?: BackgroundPicture): Promise<void> {
    const { available } = this.#state;
    if (background !== 'none' && background !== 'blur' && !available.segmentation && available.blur) {
      this.#options.onBackgroundReplaced();
      return this.setBackground('blur');
    }
    const effect = this.#toEffect(background, picture);
    const { picture: _before, ...state } = this.#state;
    this.#state = state;
    this.#set({
      background: effect ? background : 'none',
      ...(effect && background === 'picture' && picture && { picture: picture.name }),
    });
    // Never turned down: whoever blurs has a reason that a busy device does not take away.
    await this.#options.camera.setEffect(effect);
  }

  /** `saver`: less of the own picture, for a narrow line, an old battery or a paid connection. */
  setVideoQuality(videoQuality: EffectsState['videoQuality']): void {
    this.#set({ videoQuality });
    this.#applyLimits();
  }

  /** What this device cannot keep up with is turned down, and comes back. */
  setFrugal(step: FrugalStep | undefined): void {
    this.#frugal = step;
    this.#applyLimits();
    void this.#applyVoice();
  }

  /** It did not work: what is shown is what is the case. */
  failVoice(): void {
    if (this.#state.noiseSuppression === 'strong') this.#set({ noiseSuppression: 'browser' });
  }

  /** Nobody can be told from what is behind them: all of the picture is blurred, which nothing is needed for. */
  failBackground(): void {
    const { picture: _, ...state } = this.#state;
    this.#state = state;
    this.#set({ background: 'blur' });
  }

  #toEffect(background: EffectsState['background'], picture?: BackgroundPicture): TrackEffect | undefined {
    const { port, segmentation } = this.#options;
    if (background === 'blur') return this.#blur;
    if (background === 'none' || !segmentation || !this.#state.available.segmentation) return undefined;
    if (background === 'picture' && !picture) return undefined;
    return this.#watchLoading(port.segmentation(segmentation, background === 'picture' ? picture?.image : undefined));
  }

  /** What it needs is large: whoever waits for it sees that it comes. */
  #watchLoading({ start }: TrackEffect): TrackEffect {
    return {
      instead: this.#blur,
      start: async (track, onFailed, onLoaded) => {
        const tell = (bytes: number) => {
          onLoaded?.(bytes);
          if (bytes - (this.#state.loading ?? 0) >= LOADING_STEP_BYTES) this.#set({ loading: bytes });
        };
        try {
          return await start(track, onFailed, tell);
        } finally {
          const { loading, ...state } = this.#state;
          this.#state = state;
          if (loading !== undefined) this.#options.onChange();
        }
      },
    };
  }

  async #applyVoice(): Promise<void> {
    const { noiseSuppression } = this.#state;
    const isTurnedDown = this.#frugal === 'effects' || this.#frugal === 'video';
    await this.#options.microphone.setVoice({ ...this.#voice, noiseSuppression: noiseSuppression !== 'off' });
    const isStrong = this.#state.noiseSuppression === 'strong' && !isTurnedDown;
    await this.#options.microphone.setEffect(isStrong ? this.#strong : undefined);
  }

  #applyLimits(): void {
    const limits = pictureLimits(this.#frugal, this.#state.videoQuality);
    const limited = JSON.stringify(limits ?? '');
    if (limited === this.#limited || (limits === undefined && this.#limited === '')) return;
    this.#limited = limited;
    this.#options.camera.limit(toPictureConstraints(limits));
  }

  #set(change: Partial<EffectsState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange();
  }
}

/** Often enough to see it move. */
const LOADING_STEP_BYTES = 250_000;
