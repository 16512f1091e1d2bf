import type { WantedLayers } from '@confab/protocol';

/** A sender's encodings, as much of them as is needed here. */
export type LimitedSender = Pick<RTCRtpSender, 'getParameters' | 'setParameters'>;

/** Switches the layers of one picture off that nobody wants, and on again; the newest wish wins. */
export class LayerLimit {
  #sender: LimitedSender | undefined;
  #wanted: WantedLayers = 'high';
  #applied: WantedLayers = 'high';
  #isApplying = false;

  /** From now on there is something to switch; until then wishes are kept. */
  attach(sender: LimitedSender | undefined): void {
    this.#sender = sender;
    this.set(this.#wanted);
  }

  set(layers: WantedLayers): void {
    this.#wanted = layers;
    if (this.#sender && !this.#isApplying) void this.#apply();
  }

  async #apply(): Promise<void> {
    this.#isApplying = true;
    while (this.#wanted !== this.#applied) {
      const layers = this.#wanted;
      // A browser that cannot goes on with what it sends, which harms nobody.
      await this.#switch(COUNTS[layers]).catch(() => undefined);
      this.#applied = layers;
    }
    this.#isApplying = false;
  }

  async #switch(count: number): Promise<void> {
    const parameters = this.#sender?.getParameters();
    if (!parameters) return;
    const encodings = parameters.encodings.map((encoding, index) => ({ ...encoding, active: index < count }));
    await this.#sender?.setParameters({ ...parameters, encodings });
  }
}

/** How many encodings, the lowest first. */
const COUNTS: Readonly<Record<WantedLayers, number>> = { none: 0, low: 1, mid: 2, high: Infinity };
