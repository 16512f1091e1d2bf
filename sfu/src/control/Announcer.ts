import type { ControlFactData } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';

type NodeLoad = ControlFactData<'nodeChanged'>;

export type AnnouncerOptions = {
  readonly clock: Clock;
  readonly readLoad: () => number;
  readonly tell: (state: NodeLoad) => void;
};

export const ANNOUNCE_INTERVAL_MS = 2_000;
/** Who chooses between nodes cannot tell less apart. */
const ROUNDED_TO = 100;

/** Lets signaling know how busy this node is, and that it is about to go. Also what has not changed: what was placed here since counts in it. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  #isDraining = false;
  #cancel: () => void = () => undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  get state(): NodeLoad {
    return { load: Math.round(this.#options.readLoad() * ROUNDED_TO) / ROUNDED_TO, draining: this.#isDraining };
  }

  start(): void {
    this.#cancel = this.#options.clock.after(ANNOUNCE_INTERVAL_MS, () => {
      this.#tell();
      this.start();
    });
  }

  drain(): void {
    this.#isDraining = true;
    this.#tell();
  }

  close(): void {
    this.#cancel();
  }

  #tell(): void {
    this.#options.tell(this.state);
  }
}
