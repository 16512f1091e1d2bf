import type { IceServer, NotificationData, PeerId, Signal, Source } from '@confab/protocol';
import { sources } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { RoomView } from '../callState.ts';
import { toTrackId } from '../callState.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { RawStats } from '../statistics/RawStats.ts';
import type { DirectLink, LinkMeasure, LinkReport, LinkState, OpenDirectLink } from './DirectLink.ts';
import type { Outgoing } from './Outgoing.ts';
import type { ShownTracks } from './ShownTracks.ts';
import { SignalQueue } from './SignalQueue.ts';
import type { SourceFacts, SwitchFacts, SwitchState } from './topologySwitch.ts';
import { idleSources, LOOK_MS, onSfu, stepSwitch, toReport, watch } from './topologySwitch.ts';

export type DirectCallOptions = {
  /** What the person in front of this browser allows. */
  readonly isAllowed: boolean;
  readonly openLink: OpenDirectLink;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly shown: ShownTracks;
  readonly outgoing: Outgoing;
  readonly iceServers: () => readonly IceServer[];
  /** How much has arrived of the stream of this track, by way of the sfu. */
  readonly countBySfu: (trackId: string) => Promise<number>;
  readonly onChange: () => void;
};

/** The path that the room allows, and who is at its other end. */
type Allowed = { readonly path: string; readonly peerId: PeerId; readonly epoch: number };
type Open = Allowed & {
  readonly link: DirectLink;
  readonly queue: SignalQueue;
  state: LinkState;
  report: LinkReport | undefined;
  measure: LinkMeasure;
  /** What was reported last, as text. */
  told: string;
  readonly sent: Map<Source, MediaStreamTrack>;
};

/** Carries out what the topology switch decides: one link at a time, beside the sfu's engine. */
export class DirectCall {
  readonly #options: DirectCallOptions;
  #view: RoomView | undefined;
  #state: SwitchState = onSfu;
  #open: Open | undefined;
  #bySfu: ReadonlyMap<Source, number> = new Map();
  #countedAtMs = 0;
  #speakerIds: readonly string[] | undefined;
  #toldGivenUp: string | undefined;
  /** What was said of a path that is allowed and not opened yet. The server bounds how much that can be. */
  #early: { readonly path: string; readonly signal: Signal }[] = [];
  #isStepping = false;
  #cancelLook: (() => void) | undefined;
  #isClosed = false;

  constructor(options: DirectCallOptions) {
    this.#options = options;
  }

  /** How media arrives now, whatever the room would allow. */
  get topology(): 'p2p' | 'sfu' {
    const { phase, playing } = this.#state;
    return phase === 'direct' || playing.size > 0 ? 'p2p' : 'sfu';
  }

  /** What flows out of here arrives directly, whatever becomes of the sfu. */
  get isCarrying(): boolean {
    const { phase } = this.#state;
    return (phase === 'direct' || phase === 'returning') && this.#open?.state === 'connected';
  }

  /** Nothing of it is by any other way than the sfu's, and nothing is about to be. */
  get isUnused(): boolean {
    return this.#state.phase === 'sfu';
  }

  /** Who is heard, loudest first; undefined while the sfu hears them. */
  get speakerIds(): readonly string[] | undefined {
    return this.#state.phase === 'direct' ? this.#speakerIds : undefined;
  }

  /** Signaling is there, perhaps again, perhaps with another seat. */
  seated(): void {
    if (!this.#options.isAllowed) return;
    this.#toldGivenUp = undefined;
    // Refused by a server that knows nothing of it: then there is no direct path.
    this.#options.ask('allowDirect', { allowed: true }).catch(() => undefined);
    this.#step();
  }

  follow(view: RoomView): void {
    this.#view = view;
    this.#step();
  }

  signalled({ from, epoch, signal }: NotificationData<'signalled'>): void {
    const open = this.#open;
    const allowed = this.#allowed();
    if (open?.peerId === from && open.epoch === epoch) open.link.take(signal);
    // The other one is quicker: here the path before it is still in use.
    else if (allowed?.peerId === from && allowed.epoch === epoch) this.#early.push({ path: allowed.path, signal });
  }

  /** What flows out of here has changed. */
  outgoingChanged(): void {
    this.#carryOut();
  }

  /** What the browser tells of the direct path; undefined while there is none. */
  async collect(): Promise<RawStats | undefined> {
    const open = this.#open;
    if (!open) return undefined;
    const { incoming, outgoing, path } = await open.link.collect();
    const { peerId } = open;
    const byTrack = [...incoming].map(([source, stat]) => [toTrackId({ peerId, source }), stat] as const);
    return { by: 'p2p', incoming: new Map(byTrack), outgoing, sendPath: path, receivePath: new Map() };
  }

  close(): void {
    this.#isClosed = true;
    this.#state = onSfu;
    this.#closeLink();
    this.#cancelLook?.();
  }

  #allowed(): Allowed | undefined {
    const view = this.#view;
    if (!this.#options.isAllowed || view?.topology.topology !== 'p2p') return undefined;
    const [other, ...more] = view.peers.filter(({ peerId }) => peerId !== view.selfId);
    if (!other || more.length > 0) return undefined;
    const { epoch } = view.topology;
    return { path: `${view.selfId} ${other.peerId} ${epoch}`, peerId: other.peerId, epoch };
  }

  #facts(): SwitchFacts {
    return {
      nowMs: this.#options.clock.now(),
      countedAtMs: this.#countedAtMs,
      allowed: this.#allowed()?.path,
      link: this.#open?.state,
      report: this.#open?.report,
      sources: this.#sourceFacts(),
    };
  }

  #sourceFacts(): ReadonlyMap<Source, SourceFacts> {
    const open = this.#open;
    const peerId = open?.peerId ?? this.#allowed()?.peerId;
    const known = this.#view?.peers.find((peer) => peer.peerId === peerId)?.sources ?? [];
    return new Map(
      known.map(({ source, muted }) => [
        source,
        { muted, direct: open?.measure.arrived.get(source) ?? 0, sfu: this.#bySfu.get(source) ?? 0 },
      ]),
    );
  }

  #step(): void {
    if (this.#isClosed || this.#isStepping) return;
    this.#isStepping = true;
    // Coming back and going over again may be two steps in one.
    try {
      for (let next = stepSwitch(this.#state, this.#facts()); next !== this.#state;) {
        this.#state = next;
        this.#carryOut();
        next = stepSwitch(this.#state, this.#facts());
      }
      this.#carryOut();
    } finally {
      this.#isStepping = false;
    }
    this.#options.onChange();
  }

  /** Makes the world as the state says. */
  #carryOut(): void {
    if (this.#isClosed) return;
    this.#keepLink();
    this.#options.outgoing.setIdle(idleSources(this.#state, this.#facts()));
    this.#sendDirectly();
    this.#showDirectly();
    this.#tellOther();
    this.#tellRoom();
  }

  #keepLink(): void {
    const { path } = this.#state;
    if (this.#open && this.#open.path !== path) this.#closeLink();
    const allowed = this.#allowed();
    if (path === undefined || this.#open || allowed?.path !== path) return;
    try {
      this.#openLink(allowed);
    } catch {
      // A browser that cannot: by way of the sfu it goes on as it was.
      this.#state = { ...onSfu, givenUp: path };
    }
  }

  #openLink(allowed: Allowed): void {
    const { openLink, iceServers, ask, clock } = this.#options;
    const queue = new SignalQueue({
      ...allowed,
      to: allowed.peerId,
      ask,
      clock,
      onRefused: () => this.#onState(link, 'failed'),
    });
    const link: DirectLink = openLink({
      isPolite: (this.#view?.selfId ?? '') < allowed.peerId,
      iceServers: iceServers().filter(({ urls }) => urls.every((url) => url.startsWith('stun:'))),
      signal: (signal) => queue.push(signal),
      onState: (state) => this.#onState(link, state),
      onReport: (report) => this.#onReport(link, report),
    });
    const measure = { arrived: new Map(), levels: { other: 0, self: 0 } };
    const open: Open = {
      ...allowed,
      link,
      queue,
      state: 'connecting',
      report: undefined,
      measure,
      told: '',
      sent: new Map(),
    };
    this.#open = open;
    for (const { path, signal } of this.#early) if (path === allowed.path) link.take(signal);
    this.#early = [];
    this.#speakerIds = undefined;
    this.#lookLater();
  }

  #closeLink(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    open.queue.close();
    for (const { peerId, source } of this.#shownOf(open)) this.#options.shown.showBySfu(toTrackId({ peerId, source }));
    open.link.close();
    this.#options.outgoing.setIdle(new Set());
  }

  #onState(link: DirectLink, state: LinkState): void {
    if (this.#open?.link !== link) return;
    this.#open.state = state;
    this.#step();
  }

  #onReport(link: DirectLink, report: LinkReport): void {
    if (this.#open?.link !== link) return;
    this.#open.report = report;
    this.#step();
  }

  /** Not one packet of what does not flow. */
  #sendDirectly(): void {
    const open = this.#open;
    if (!open) return;
    const flowing = this.#flowing();
    for (const source of [...open.sent.keys()].filter((one) => !flowing.has(one))) {
      open.sent.delete(source);
      open.link.send(source, undefined);
    }
    for (const [source, track] of flowing) {
      if (open.sent.get(source) === track) continue;
      open.sent.set(source, track);
      open.link.send(source, track);
    }
  }

  /** Nothing that the room says is muted, whatever our own side has got of it yet (TO8). */
  #flowing(): ReadonlyMap<Source, MediaStreamTrack> {
    const own = this.#view?.peers.find(({ peerId }) => peerId === this.#view?.selfId)?.sources ?? [];
    const isOn = (source: Source) => own.some((one) => one.source === source && !one.muted);
    return new Map([...this.#options.outgoing.flowing].filter(([source]) => isOn(source)));
  }

  #showDirectly(): void {
    const open = this.#open;
    if (!open) return;
    const facts = this.#sourceFacts();
    for (const { peerId, source } of this.#shownOf(open)) {
      const trackId = toTrackId({ peerId, source });
      const track = open.link.trackOf(source);
      // Nothing is played of what the room says is muted, whatever arrives (TO8).
      if (track) track.enabled = facts.get(source)?.muted === false;
      if (track && this.#state.playing.has(source)) this.#options.shown.showDirect(trackId, track);
      else this.#options.shown.showBySfu(trackId);
    }
  }

  #shownOf({ peerId }: Open): readonly { readonly peerId: PeerId; readonly source: Source }[] {
    return sources.map((source) => ({ peerId, source }));
  }

  #tellOther(): void {
    const open = this.#open;
    if (!open) return;
    const report = toReport(this.#state, open.sent.keys());
    const told = JSON.stringify(report);
    if (told === open.told) return;
    open.told = told;
    open.link.report(report);
  }

  /** Asked again when signaling is back (`seated`). */
  #tellRoom(): void {
    const { givenUp } = this.#state;
    const allowed = this.#allowed();
    if (givenUp === undefined || allowed?.path !== givenUp || this.#toldGivenUp === givenUp) return;
    this.#toldGivenUp = givenUp;
    this.#options.ask('giveUpDirect', { epoch: allowed.epoch }).catch(() => undefined);
  }

  #lookLater(): void {
    this.#cancelLook?.();
    const ms = this.#state.phase === 'direct' ? LOOK_MS : HURRIED_LOOK_MS;
    this.#cancelLook = this.#options.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    const isQuiet = this.#state.phase === 'direct';
    const countedAtMs = this.#options.clock.now();
    const [measure, bySfu] = await Promise.all([open.link.measure(), this.#countBySfu(open.peerId)]).catch(() => []);
    if (this.#open !== open) return;
    if (measure && bySfu) {
      open.measure = measure;
      this.#bySfu = bySfu;
      this.#countedAtMs = countedAtMs;
      this.#hearSpeakers(open);
      if (isQuiet) this.#state = watch(this.#state, this.#facts());
    }
    this.#step();
    if (this.#open === open) this.#lookLater();
  }

  async #countBySfu(peerId: PeerId): Promise<ReadonlyMap<Source, number>> {
    const known = this.#view?.peers.find((peer) => peer.peerId === peerId)?.sources ?? [];
    const counts = known.map(
      async ({ source }) => [source, await this.#options.countBySfu(toTrackId({ peerId, source }))] as const,
    );
    return new Map(await Promise.all(counts));
  }

  #hearSpeakers({ peerId, measure: { levels } }: Open): void {
    const isHeard = this.#sourceFacts().get('microphone')?.muted === false;
    const loud = [
      { peerId, level: isHeard ? levels.other : 0 },
      { peerId: this.#view?.selfId ?? '', level: this.#flowing().has('microphone') ? levels.self : 0 },
    ].filter(({ level }) => level >= HEARD_LEVEL);
    this.#speakerIds = loud.sort((a, b) => b.level - a.level).map((one) => one.peerId);
  }
}

const HURRIED_LOOK_MS = 100;
/** About -40 dBov. */
const HEARD_LEVEL = 0.01;
