import type { BackgroundImage, EffectsPort, NoiseSuppressionFiles, SegmentationFiles } from '../effects/EffectsPort.ts';
import type { TrackEffect } from '../effects/TrackEffect.ts';
import { FakeTrack } from './FakeTrack.ts';

type Started = { readonly input: MediaStreamTrack; readonly output: FakeTrack; readonly fail: () => void };

/** Something that makes another track of each one, as far as the test lets it. */
export class FakeEffect implements TrackEffect {
  readonly started: Started[] = [];
  /** Set it to make it refuse. */
  refusal: Error | undefined;
  /** Set it to keep it loading. */
  loading: Promise<void> | undefined;
  /** Tells that so many bytes have come. */
  load: (bytes: number) => void = () => undefined;

  readonly start: TrackEffect['start'] = async (input, fail, onLoaded = () => undefined) => {
    this.load = onLoaded;
    await this.loading;
    if (this.refusal) throw this.refusal;
    const output = new FakeTrack(input.kind === 'audio' ? 'audio' : 'video', `effect-${this.started.length + 1}`);
    this.started.push({ input, output, fail });
    return { track: output, close: () => output.stop() };
  };

  get last(): Started {
    const started = this.started.at(-1);
    if (!started) throw new Error('the effect was not started');
    return started;
  }
}

/** Everything can be done, with fakes. */
export class FakeEffects implements EffectsPort {
  readonly suppressor = new FakeEffect();
  readonly blurrer = new FakeEffect();
  readonly segmenter = new FakeEffect();
  /** The operator has supplied a model. */
  isModelThere = true;
  /** What was to be behind the person, each time. */
  readonly behind: (BackgroundImage | undefined)[] = [];

  available = (files: NoiseSuppressionFiles | undefined) => ({
    strongNoiseSuppression: files !== undefined,
    blur: true,
    segmentation: false,
  });
  strongNoiseSuppression = (): TrackEffect => this.suppressor;
  blur = (): TrackEffect => this.blurrer;
  hasModel = (): Promise<boolean> => Promise.resolve(this.isModelThere);
  segmentation = (_files: SegmentationFiles, image: BackgroundImage | undefined): TrackEffect => {
    this.behind.push(image);
    return this.segmenter;
  };
}
