import type { WantedLayers } from '@confab/protocol';
import type { PictureSize } from './pictureLayers.ts';
import { pictureLayers } from './pictureLayers.ts';

/** A sender's encodings, as much of them as is needed here. */
export type LimitedSender = Pick<RTCRtpSender, 'getParameters' | 'setParameters'>;

/** How the encodings shall be: so many of the lowest ones, each so much smaller than the picture (unless it has one only). */
type Setting = { readonly count: number; readonly scales: readonly number[] };

/** Switches the layers of one picture off that nobody wants or it is too small for, and on again; the newest wish wins. */
export class LayerLimit {
  #sender: LimitedSender | undefined;
  #wanted: WantedLayers = 'high';
  #scales: readonly number[];
  #applied: Setting;
  /** How many are negotiated. */
  #encodings = 0;
  #isApplying = false;

  /** `scales`: of what is negotiated, all layers of it on. A picture of one layer has none. */
  constructor(scales: readonly number[] = []) {
    this.#scales = scales;
    this.#applied = { count: 0, scales };
  }

  /** From now on there is something to switch; until then wishes are kept. */
  attach(sender: LimitedSender | undefined): void {
    this.#sender = sender;
    this.#encodings = sender?.getParameters().encodings.length ?? 0;
    this.#applied = { ...this.#applied, count: this.#encodings };
    this.#look();
  }

  set(layers: WantedLayers): void {
    this.#wanted = layers;
    this.#look();
  }

  /** So large is the picture that is sent in layers, or is about to be. */
  fit(size: PictureSize): void {
    this.#scales = pictureLayers(size);
    this.#look();
  }

  get #target(): Setting {
    const most = Math.min(this.#scales.length || Infinity, this.#encodings);
    return { count: Math.min(COUNTS[this.#wanted], most), scales: this.#scales };
  }

  #look(): void {
    if (this.#sender && !this.#isApplying) void this.#apply();
  }

  async #apply(): Promise<void> {
    this.#isApplying = true;
    while (!isSame(this.#target, this.#applied)) {
      const setting = this.#target;
      const isDone = await this.#switch(setting).then(
        () => true,
        () => false,
      );
      // A browser that cannot now goes on with what it sends, which harms nobody; whoever wishes or looks next tries again.
      if (isDone) this.#applied = setting;
      else if (isSame(this.#target, setting)) break;
    }
    this.#isApplying = false;
  }

  async #switch({ count, scales }: Setting): Promise<void> {
    const parameters = this.#sender?.getParameters();
    if (!parameters) return;
    const encodings = parameters.encodings.map((encoding, index) => {
      const scaleResolutionDownBy = scales[index] ?? encoding.scaleResolutionDownBy;
      return { ...encoding, active: index < count, ...(scaleResolutionDownBy && { scaleResolutionDownBy }) };
    });
    await this.#sender?.setParameters({ ...parameters, encodings });
  }
}

/** How many encodings, the lowest first. */
const COUNTS: Readonly<Record<WantedLayers, number>> = { none: 0, low: 1, mid: 2, high: Infinity };

const isSame = (one: Setting, other: Setting): boolean =>
  one.count === other.count && one.scales.join() === other.scales.join();
