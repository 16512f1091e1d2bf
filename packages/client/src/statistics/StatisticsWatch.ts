import type { LinksMeasured } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { CallQuality, PeerQuality } from '../CallSnapshot.ts';
import type { CallStatistics, HistorySample } from './CallStatistics.ts';
import type { QualityFacts } from './judgeQuality.ts';
import { LinkReports } from './LinkReports.ts';
import { judgeQuality } from './judgeQuality.ts';
import type { RawStats } from './RawStats.ts';
import { allGood, steadyQuality } from './steadyQuality.ts';
import type { Sample } from './toSample.ts';
import { toSample } from './toSample.ts';

export type StatisticsWatchOptions = {
  readonly clock: Clock;
  /** Of every connection there is. */
  readonly collect: () => Promise<readonly RawStats[]>;
  readonly facts: () => Omit<QualityFacts, 'sample' | 'links'>;
  /** For who acts on it: one call for each sample. */
  readonly onSample: (sample: Sample) => void;
  /** The quality that is shown has changed. */
  readonly onChange: () => void;
};

/** One timer for all connections of the call: collects, compares with what was collected before, judges and tells. */
export class StatisticsWatch {
  readonly #options: StatisticsWatchOptions;
  readonly #listeners = new Set<(statistics: CallStatistics) => void>();
  readonly #links: LinkReports;
  #before: readonly RawStats[] = [];
  #quality = allGood;
  #last: CallStatistics | undefined;
  #cancel: (() => void) | undefined;
  #isClosed = false;

  constructor(options: StatisticsWatchOptions) {
    this.#options = options;
    this.#links = new LinkReports(options.clock);
  }

  get quality(): CallQuality {
    return this.#quality.call.shown;
  }

  /** Undefined while nothing is known of this person's streams. */
  qualityOf(peerId: string): PeerQuality | undefined {
    return this.#quality.peers.get(peerId)?.shown;
  }

  get last(): CallStatistics | undefined {
    return this.#last;
  }

  /** What the sfu has measured: it knows whose packets get lost on which way. */
  hearLinks(links: LinksMeasured): void {
    this.#links.hear(links);
  }

  /** Told of each new sample, and of the last one at once if there is one. The returned function ends it. */
  subscribe(listener: (statistics: CallStatistics) => void): () => void {
    this.#listeners.add(listener);
    if (this.#last) tell(listener, this.#last);
    return () => void this.#listeners.delete(listener);
  }

  /** Once is enough. */
  start(): void {
    if (!this.#isClosed && !this.#cancel) this.#later();
  }

  close(): void {
    this.#isClosed = true;
    this.#quality = allGood;
    this.#cancel?.();
    this.#listeners.clear();
  }

  #later(): void {
    this.#cancel = this.#options.clock.after(SAMPLE_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    // A connection that ends in the middle of it has nothing to tell; the next time there is another one, or none.
    const raw = await this.#options.collect().catch(() => undefined);
    if (this.#isClosed) return;
    if (raw) this.#take(raw);
    this.#later();
  }

  #take(raw: readonly RawStats[]): void {
    const { clock, facts, onSample, onChange } = this.#options;
    const sample = toSample(this.#before, raw);
    this.#before = raw;
    const shownBefore = this.#shown();
    const links = this.#links.fresh;
    this.#quality = steadyQuality(this.#quality, judgeQuality({ sample, links, ...facts() }));
    const quality = this.quality;
    const history = [...(this.#last?.history ?? []), toHistory(sample, clock.now(), quality.level)].slice(-MAX_HISTORY);
    this.#last = { at: clock.now(), quality, ...sample, ...(links && { link: links.own }), history };
    onSample(sample);
    if (this.#shown() !== shownBefore) onChange();
    for (const listener of this.#listeners) tell(listener, this.#last);
  }

  #shown(): string {
    const { call, peers } = this.#quality;
    return JSON.stringify([call.shown, [...peers].map(([peerId, { shown }]) => [peerId, shown])]);
  }
}

function toHistory({ outgoing, incoming, paths }: Sample, at: number, level: CallQuality['level']): HistorySample {
  const rtts = [...paths, ...outgoing].flatMap(({ rttMs }) => rttMs ?? []);
  return {
    at,
    sendBps: outgoing.reduce((sum, { sendBps }) => sum + sendBps, 0),
    receiveBps: incoming.reduce((sum, { receiveBps }) => sum + receiveBps, 0),
    lossRatio: incoming.reduce((worst, { lossRatio }) => Math.max(worst, lossRatio), 0),
    ...(rtts.length > 0 && { rttMs: Math.max(...rtts) }),
    level,
  };
}

/** A listener that throws harms neither the others nor the watch. */
function tell(listener: (statistics: CallStatistics) => void, statistics: CallStatistics): void {
  try {
    listener(statistics);
  } catch (cause) {
    queueMicrotask(() => {
      throw cause;
    });
  }
}

const SAMPLE_MS = 2_000;
const MAX_HISTORY = 60;
