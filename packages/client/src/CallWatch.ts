import type { BrowserPorts } from './BrowserPorts.ts';
import type { CallSnapshot, FrugalStep } from './CallSnapshot.ts';
import type { RoomView } from './callState.ts';
import type { CallEffects } from './effects/CallEffects.ts';
import { frugalStep, stepGovernor, unhurried } from './governor/stepGovernor.ts';
import { toLoad } from './governor/toLoad.ts';
import { CallHealth } from './health/CallHealth.ts';
import { JoinWatch } from './lobby/JoinWatch.ts';
import type { CallPaths } from './media/CallPaths.ts';
import type { Ask } from './signaling/SignalingClient.ts';
import { StatisticsWatch } from './statistics/StatisticsWatch.ts';
import type { Sample } from './statistics/toSample.ts';

export type CallWatchOptions = {
  readonly ports: Pick<BrowserPorts, 'clock' | 'page'>;
  readonly ask: Ask;
  readonly paths: CallPaths;
  readonly effects: CallEffects;
  readonly view: () => RoomView | undefined;
  readonly onChange: () => void;
};

/** Whoever looks at the media of the call from beside: how soon it came, whether it arrives, what it costs this device. */
export class CallWatch {
  readonly join: JoinWatch;
  readonly health: CallHealth;
  readonly statistics: StatisticsWatch;
  readonly #options: CallWatchOptions;
  #governor = unhurried;

  constructor(options: CallWatchOptions) {
    const { ports, ask, paths, view, onChange } = options;
    const { media, direct, onScreen } = paths;
    const { clock, page } = ports;
    this.#options = options;
    this.join = new JoinWatch({ clock, arrivals: () => media.arrivalsBySfu(), ask, onChange });
    this.health = new CallHealth({
      clock,
      ask,
      media,
      view,
      isBySfu: () => direct.isUnused,
      isHidden: (trackId) => onScreen.isHidden(trackId),
      isVisible: () => page.isVisible(),
      onChange,
    });
    this.statistics = new StatisticsWatch({
      clock,
      collect: paths.collect,
      facts: () => ({
        isServerLost: media.isServerLost,
        isPathLost: media.status === 'repairing' && direct.isUnused,
      }),
      onSample: (sample) => this.#govern(sample),
      onChange,
    });
  }

  /** What is turned down now for want of time. */
  get frugal(): FrugalStep | undefined {
    return frugalStep(this.#governor);
  }

  /** What is connected and yet brings nothing is under repair. */
  get mediaState(): CallSnapshot['media'] {
    const { status } = this.#options.paths.media;
    return this.health.isRepairing && status === 'connected' ? 'repairing' : status;
  }

  /** There is something to look at. */
  start(): void {
    this.join.seated();
    this.health.start();
    this.statistics.start();
  }

  close(): void {
    this.join.close();
    this.health.close();
    this.statistics.close();
  }

  #govern(sample: Sample): void {
    const { effects, onChange } = this.#options;
    this.#governor = stepGovernor(this.#governor, toLoad(sample, effects.hasSpare));
    effects.setFrugal(this.frugal);
    onChange();
  }
}
