import type { Signal, Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type {
  DirectLink,
  DirectLinkOptions,
  LinkMeasure,
  LinkReport,
  LinkState,
  LinkStats,
} from '../direct/DirectLink.ts';
import { FakeTrack } from './FakeTrack.ts';

/** A direct path whose other end is the test. */
export class FakeLink implements DirectLink {
  readonly options: DirectLinkOptions;
  readonly taken: Signal[] = [];
  /** What would go out now. */
  readonly sent = new Map<Source, MediaStreamTrack>();
  readonly reports: LinkReport[] = [];
  readonly arrived = new Map<Source, number>();
  readonly tracks = new Map<Source, FakeTrack>();
  levels = { other: 0, self: 0 };
  stats: LinkStats = { incoming: new Map(), outgoing: new Map(), path: new Map() };
  isClosed = false;

  constructor(options: DirectLinkOptions) {
    this.options = options;
  }

  take(signal: Signal): void {
    this.taken.push(signal);
  }

  send(source: Source, track: MediaStreamTrack | undefined): void {
    if (track) this.sent.set(source, track);
    else this.sent.delete(source);
  }

  report(report: LinkReport): void {
    this.reports.push(report);
  }

  trackOf(source: Source): FakeTrack | undefined {
    return this.tracks.get(source);
  }

  measure(): Promise<LinkMeasure> {
    return Promise.resolve({ arrived: new Map(this.arrived), levels: this.levels });
  }

  collect(): Promise<LinkStats> {
    return Promise.resolve(this.stats);
  }

  close(): void {
    this.isClosed = true;
  }

  /** The other end lets these flow, and so much of each arrives. */
  receive(count: number, ...sources: Source[]): void {
    for (const source of sources) {
      this.arrived.set(source, (this.arrived.get(source) ?? 0) + count);
      if (!this.tracks.has(source)) this.tracks.set(source, new FakeTrack(kindOf(source), `direct-${source}`));
    }
  }

  turn(state: LinkState): void {
    this.options.onState(state);
  }

  /** A word of the other end. */
  hear(report: Partial<LinkReport>): void {
    this.options.onReport({ sending: [], playing: [], isDone: false, ...report });
  }
}

/** Opens links and keeps them for the test to look at. */
export class FakeLinks {
  readonly opened: FakeLink[] = [];
  /** Set it to make the next ones fail. */
  refusal: Error | undefined;

  readonly open = (options: DirectLinkOptions): DirectLink => {
    if (this.refusal) throw this.refusal;
    const link = new FakeLink(options);
    this.opened.push(link);
    return link;
  };

  get last(): FakeLink {
    const link = this.opened.at(-1);
    if (!link) throw new Error('no link was opened');
    return link;
  }
}
