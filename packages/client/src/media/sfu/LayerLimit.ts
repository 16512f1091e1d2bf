import type { WantedLayers, WantedOfPicture } from '@confab/protocol';
import type { PictureSize } from './pictureLayers.ts';
import { pictureLayers } from './pictureLayers.ts';

/** A sender's encodings, as much of them as is needed here. */
export type LimitedSender = Pick<RTCRtpSender, 'getParameters' | 'setParameters'>;

/** How the encodings shall be, the lowest first: which are on, each so much smaller than the picture (unless it has one only). */
type Setting = {
  readonly active: readonly boolean[];
  readonly scales: readonly number[];
  /** Every frame stands for itself, and is forwarded. */
  readonly isPlain: boolean;
};

/** Switches the layers of one picture off that nobody wants or it is too small for, and on again; the newest wish wins. */
export class LayerLimit {
  #sender: LimitedSender | undefined;
  #wish: WantedOfPicture = { layers: 'high' };
  #scales: readonly number[];
  #applied: Setting;
  #isLowestAlone: boolean;
  /** How many are negotiated. */
  #encodings = 0;
  /** As negotiated; undefined where a browser does not say. */
  #modes: readonly (string | undefined)[] = [];
  #isApplying = false;

  /**
   * `scales`: of what is negotiated. A picture of one layer has none. `isLowestAlone`: whatever is wanted, it begins with the
   * lowest layer alone (FW17), until `release`.
   */
  constructor(scales: readonly number[] = [], { isLowestAlone = false } = {}) {
    this.#scales = scales;
    this.#isLowestAlone = isLowestAlone;
    this.#applied = { active: [], scales, isPlain: false };
  }

  /** What to negotiate of these: what is switched off only then would be encoded once, its key frame with it. */
  begin<Encoding extends object>(encodings: readonly Encoding[]): (Encoding & { readonly active: boolean })[] {
    return encodings.map((encoding, index) => ({ ...encoding, active: index === 0 || !this.#isLowestAlone }));
  }

  /** What more than the lowest layer is wanted may be sent now. */
  release(): void {
    this.#isLowestAlone = false;
    this.look();
  }

  /** From now on there is something to switch; until then wishes are kept. */
  attach(sender: LimitedSender | undefined): void {
    this.#sender = sender;
    this.#modes = sender?.getParameters().encodings.map(modeOf) ?? [];
    this.#encodings = this.#modes.length;
    this.look();
  }

  set(wish: WantedOfPicture): void {
    this.#wish = wish;
    this.look();
  }

  /** So large is the picture that is sent in layers, or is about to be. */
  fit(size: PictureSize): void {
    this.#scales = pictureLayers(size);
    this.look();
  }

  get #target(): Setting {
    const { layers: wished, withoutMid = false } = this.#wish;
    const layers = this.#isLowestAlone && wished !== 'none' ? 'low' : wished;
    const most = Math.min(this.#scales.length || Infinity, this.#encodings);
    const count = Math.min(COUNTS[layers], most);
    // Of two layers the upper one is the largest there is, so it is the one that is wanted.
    const isSpared = (index: number) => withoutMid && index > 0 && index < count - 1;
    const active = Array.from({ length: this.#encodings }, (_, index) => index < count && !isSpared(index));
    return { active, scales: this.#scales, isPlain: this.#isLowestAlone && this.#modes.some(Boolean) };
  }

  /** Whether the browser still does what it was told. Cheap: to be asked now and then. */
  look(): void {
    if (!this.#sender || this.#isApplying) return;
    // Not as it was set: an answer that is applied meanwhile switches on what its offer had, and tells nobody.
    const active = this.#sender.getParameters().encodings.map((encoding) => encoding.active ?? true);
    this.#applied = { ...this.#applied, active };
    void this.#apply();
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

  async #switch({ active, scales, isPlain }: Setting): Promise<void> {
    const parameters = this.#sender?.getParameters();
    if (!parameters) return;
    const encodings = parameters.encodings.map((encoding, index) => {
      const scaleResolutionDownBy = scales[index] ?? encoding.scaleResolutionDownBy;
      const mode = this.#modes[index];
      return {
        ...encoding,
        active: active[index] ?? true,
        ...(scaleResolutionDownBy && { scaleResolutionDownBy }),
        ...(mode && { scalabilityMode: isPlain ? PLAIN_MODE : mode }),
      };
    });
    await this.#sender?.setParameters({ ...parameters, encodings });
  }
}

/** How many encodings, the lowest first. */
const COUNTS: Readonly<Record<WantedLayers, number>> = { none: 0, low: 1, mid: 2, high: Infinity };

/**
 * For its first second an sfu forwards of a picture in temporal layers the lowest of them alone, which is every fourth frame: the
 * worker chooses before it has counted any other, and looks again only then.
 */
const PLAIN_MODE = 'L1T1';

/** TypeScript's DOM does not know of it: https://www.w3.org/TR/webrtc-svc/#dom-rtcrtpencodingparameters-scalabilitymode */
const modeOf = (encoding: RTCRtpEncodingParameters & { readonly scalabilityMode?: string }): string | undefined =>
  encoding.scalabilityMode;

const isSame = (one: Setting, other: Setting): boolean =>
  one.active.join() === other.active.join() &&
  one.scales.join() === other.scales.join() &&
  one.isPlain === other.isPlain;
