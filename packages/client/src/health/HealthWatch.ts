import type { Clock } from '@confab/rpc';
import type { StreamFacts } from './followStream.ts';
import type { Health, Repair } from './judgeStreams.ts';
import { forgetStreams, healthy, judgeStreams, renewNow } from './judgeStreams.ts';

export type HealthWatchOptions = {
  readonly clock: Clock;
  /** What should arrive by way of the sfu now, and how much of it has; undefined while nothing can be said. */
  readonly look: () => Promise<readonly StreamFacts[] | undefined>;
  readonly repair: (repair: Repair) => void;
  /** Nothing arrives, though the paths were restarted. Resolves with whether there will be new transports. */
  readonly giveUpPaths: () => Promise<boolean>;
  readonly onUnheard: (trackIds: readonly string[]) => void;
  readonly onChange: () => void;
};

/** Looks whether what should be heard and seen arrives, and has it repaired when it does not. */
export class HealthWatch {
  readonly #options: HealthWatchOptions;
  #health: Health = healthy;
  #unheard = '';
  #isRepairing = false;
  #cancel: (() => void) | undefined;
  #isGivingUp = false;
  #isClosed = false;

  constructor(options: HealthWatchOptions) {
    this.#options = options;
  }

  /** Something that should arrive does not. */
  get isRepairing(): boolean {
    return this.#isRepairing;
  }

  /** Begins to look. Once is enough. */
  start(): void {
    if (!this.#isClosed && !this.#cancel) this.#lookLater(FIRST_LOOK_MS);
  }

  /** What was reported is known no more: it is said again, if it still holds. */
  reportAgain(): void {
    this.#unheard = '';
  }

  /** It is certain that these do not come by themselves: what of them is missed still is opened anew without more waiting. */
  renewNow(trackIds: readonly string[]): Repair | undefined {
    const { health, repair } = renewNow(this.#health, trackIds, this.#options.clock.now());
    this.#health = health;
    return repair;
  }

  /** Signaling has answered: what comes by the new credentials may come from now on. */
  pathsRestarted(): void {
    const { paths } = this.#health;
    this.#health = { ...this.#health, paths: { ...paths, answeredAt: this.#options.clock.now() } };
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  #lookLater(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { look, clock } = this.#options;
    const facts = await look().catch(() => undefined);
    if (this.#isClosed) return;
    const before = facts ? this.#health : forgetStreams(this.#health);
    const { health, repairs, unheard, isSuspicious, isHopeless, lookInMs } = judgeStreams(
      before,
      facts ?? [],
      clock.now(),
    );
    this.#health = health;
    this.#tell(unheard, isSuspicious && unheard.length > 0);
    for (const repair of repairs) this.#options.repair(repair);
    if (isHopeless) void this.#giveUpPaths();
    this.#lookLater(lookInMs);
  }

  /** One at a time: the next look may come before the browser has answered. */
  async #giveUpPaths(): Promise<void> {
    const { giveUpPaths, clock } = this.#options;
    if (this.#isGivingUp) return;
    this.#isGivingUp = true;
    const isDone = await giveUpPaths().catch(() => false);
    this.#isGivingUp = false;
    const { paths } = this.#health;
    if (isDone) this.#health = { ...this.#health, paths: { ...paths, rebuiltAt: clock.now() } };
  }

  #tell(unheard: readonly string[], isRepairing: boolean): void {
    const told = [...unheard].sort().join(' ');
    if (told !== this.#unheard) this.#options.onUnheard(unheard);
    this.#unheard = told;
    if (isRepairing === this.#isRepairing) return;
    this.#isRepairing = isRepairing;
    this.#options.onChange();
  }
}

const FIRST_LOOK_MS = 500;
