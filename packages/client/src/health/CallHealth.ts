import type { NotificationData, Source } from '@confab/protocol';
import { MAX_RENEWALS_PER_REQUEST } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { RoomView, SourceRef } from '../callState.ts';
import { toTrackId } from '../callState.ts';
import type { CallMedia } from '../media/CallMedia.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import { HealthWatch } from './HealthWatch.ts';
import type { StreamFacts } from './followStream.ts';
import type { Repair } from './judgeStreams.ts';

export type CallHealthOptions = {
  readonly clock: Clock;
  readonly ask: Ask;
  readonly media: CallMedia;
  readonly view: () => RoomView | undefined;
  /** Whether all that the others send comes by way of the sfu now. */
  readonly isBySfu: () => boolean;
  /** What the page does not show is not sent to it. */
  readonly isHidden: (trackId: string) => boolean;
  /** A page that is not seen need not decode pictures. */
  readonly isVisible: () => boolean;
  readonly onChange: () => void;
};

/** Sees to it that what the room says is sent is also heard and seen here, and knows who does not hear us. */
export class CallHealth {
  readonly #options: CallHealthOptions;
  readonly #watch: HealthWatch;
  readonly #unheardBy = new Map<Source, number>();
  /** Whose microphones the sfu does not forward, for others are louder. */
  #heldBack: ReadonlySet<string> = new Set();

  constructor(options: CallHealthOptions) {
    this.#options = options;
    this.#watch = new HealthWatch({
      clock: options.clock,
      look: () => this.#look(),
      repair: (repair) => this.#repair(repair),
      giveUpPaths: () => this.#giveUpPaths(),
      onUnheard: (trackIds) => this.#report(trackIds),
      onChange: options.onChange,
    });
  }

  get isRepairing(): boolean {
    return this.#watch.isRepairing;
  }

  /** How many of the others say that they get nothing of it. */
  unheardBy(source: Source): number {
    return this.#unheardBy.get(source) ?? 0;
  }

  start(): void {
    this.#watch.start();
  }

  close(): void {
    this.#watch.close();
  }

  hear({ source, byPeerIds }: NotificationData<'unheardChanged'>): void {
    this.#unheardBy.set(source, byPeerIds.length);
    this.#options.onChange();
  }

  setHeldBack(peerIds: readonly string[]): void {
    this.#heldBack = new Set(peerIds);
  }

  /** Signaling is there again: what was reported over the connection before is forgotten there. */
  seated(): void {
    this.#watch.reportAgain();
  }

  /** The room tells anew, when there is something to tell. */
  forget(): void {
    this.#unheardBy.clear();
  }

  async #look(): Promise<readonly StreamFacts[] | undefined> {
    const { media, isBySfu, isVisible } = this.#options;
    if (!isBySfu()) return undefined;
    const arrivals = await media.arrivalsBySfu();
    return (
      arrivals &&
      this.#expected()
        .filter(({ source }) => isVisible() || source === 'microphone')
        .map((stream) => ({
          source: stream.source,
          trackId: toTrackId(stream),
          ...(arrivals.get(toTrackId(stream)) ?? { count: 0 }),
        }))
    );
  }

  /** Silent by design is not broken (FW6). */
  #isLeftOut(stream: SourceRef): boolean {
    return stream.source === 'microphone'
      ? this.#heldBack.has(stream.peerId)
      : this.#options.isHidden(toTrackId(stream));
  }

  #expected(): readonly SourceRef[] {
    const view = this.#options.view();
    return (view?.peers ?? [])
      .filter(({ peerId, connected }) => connected && peerId !== view?.selfId)
      .flatMap(({ peerId, sources }) => sources.filter(({ muted }) => !muted).map(({ source }) => ({ peerId, source })))
      .filter((stream) => !this.#isLeftOut(stream));
  }

  #repair(repair: Repair): void {
    this.#options.media.repairs.add({ ...repair, reason: 'silent' });
    // Without signaling nothing can be repaired; the watch goes on asking.
    this.#carryOut(repair)?.catch(() => undefined);
  }

  #carryOut({ step, trackIds }: Repair): Promise<unknown> | undefined {
    const { media, ask } = this.#options;
    switch (step) {
      case 'resume':
        return this.#resumeOrRenew(trackIds);
      case 'renew':
        return ask('renewConsumers', { of: this.#streamsOf(trackIds).slice(0, MAX_RENEWALS_PER_REQUEST) });
      case 'restartIce':
        return this.#restartPaths();
      case 'rebuild':
        media.startAnew();
        return undefined;
    }
  }

  /** What the sfu knows no more is not asked for twice. */
  async #resumeOrRenew(trackIds: readonly string[]): Promise<void> {
    if (await this.#options.media.resumeAgain(trackIds)) return;
    const repair = this.#watch.renewNow(trackIds);
    if (repair) this.#repair(repair);
  }

  async #restartPaths(): Promise<void> {
    await this.#options.media.restartPaths();
    this.#watch.pathsRestarted();
  }

  /** The browser stays with a path for seconds that is blocked, though it knows another one; new transports take that one. */
  async #giveUpPaths(): Promise<boolean> {
    const { media } = this.#options;
    if (!(await media.isUnanswered())) return false;
    media.repairs.add({ step: 'rebuild', reason: 'pathLost' });
    media.startAnew();
    return true;
  }

  #report(trackIds: readonly string[]): void {
    this.#options.ask('reportUnheard', { of: this.#streamsOf(trackIds) }).catch(() => undefined);
  }

  #streamsOf(trackIds: readonly string[]): SourceRef[] {
    return this.#expected().filter((stream) => trackIds.includes(toTrackId(stream)));
  }
}
