import type { EndReason, RoomId } from '@confab/protocol';
import { ProtocolError, roomId as roomIdSchema } from '@confab/protocol';
import type { BrowserPorts } from './BrowserPorts.ts';
import type { CallSessionOptions } from './CallSessionOptions.ts';
import type { CallProblem, CallState, LobbyFacts } from './CallSnapshot.ts';
import type { Parts, PartsOwner } from './createParts.ts';
import { createParts } from './createParts.ts';
import { Lobby } from './lobby/Lobby.ts';
import type { Ask } from './signaling/SignalingClient.ts';
import { SignalingClient } from './signaling/SignalingClient.ts';
import type { TrackRegistry } from './TrackRegistry.ts';

export type CallLifeOptions = {
  readonly session: CallSessionOptions;
  readonly ports: BrowserPorts;
  readonly tracks: TrackRegistry;
  readonly onChange: () => void;
};

/** From the lobby by way of the join until the end: what the call is at, who it talks to, and what that means for its parts. */
export class CallLife implements PartsOwner {
  readonly parts: Parts;
  readonly #options: CallLifeOptions;
  #lobby: Lobby | undefined;
  #signaling: SignalingClient | undefined;
  #state: CallState = 'lobby';
  #problem: CallProblem | undefined;
  #endedBecause: EndReason | undefined;
  #displayName: string;
  #stopListening: (() => void) | undefined;
  #joining: Promise<void> | undefined;
  #settleJoin: () => void = () => undefined;

  constructor(options: CallLifeOptions) {
    this.#options = options;
    this.#displayName = options.session.displayName ?? '';
    this.parts = createParts({ ...options, owner: this });
  }

  get state(): CallState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#state === 'left' || this.#state === 'error';
  }

  get problem(): CallProblem | undefined {
    return this.#problem;
  }

  get endedBecause(): EndReason | undefined {
    return this.#endedBecause;
  }

  get displayName(): string {
    return this.#displayName;
  }

  get lobby(): LobbyFacts | undefined {
    return this.#state === 'lobby' ? this.#lobby?.facts : undefined;
  }

  /** Of the server: frames that made no sense. */
  get brokenFrames(): number {
    return this.#signaling?.faults ?? 0;
  }

  readonly ask: Ask = (method, params) =>
    this.#signaling?.ask(method, params) ??
    this.#lobby?.ask(method, params) ??
    Promise.reject(new ProtocolError('unavailable', 'not connected'));

  readonly resync = (): void => this.#signaling?.resync();

  async openLobby(): Promise<void> {
    if (this.#state !== 'lobby') return;
    this.#start();
    // On its way while the person finds the button; `join` tells if it cannot be had.
    this.#options.ports.loadEngine().catch(() => undefined);
    // Not for who joins at once.
    queueMicrotask(() => this.#enterLobby());
    await this.parts.own.openPreview();
  }

  rename(displayName: string): void {
    if (this.#state !== 'lobby') return;
    this.#displayName = displayName;
    this.parts.otherTabs.rename(displayName);
    this.#options.onChange();
  }

  join(): Promise<void> {
    if (this.#joining || this.#state !== 'lobby') return this.#joining ?? Promise.resolve();
    this.#joining = new Promise((resolve) => (this.#settleJoin = resolve));
    this.#begin();
    return this.#joining;
  }

  leave(): void {
    this.#end('left');
  }

  readonly wait = (): void => {
    this.#state = 'waiting';
    this.parts.own.stayOutside();
    this.#options.onChange();
  };

  readonly enter = (): void => {
    this.#state = 'in-call';
    this.parts.own.enterCall();
    this.#lobby?.forgetStandIns();
    this.parts.watch.start();
    this.#settleJoin();
    this.#options.onChange();
  };

  readonly dismiss = (reason: EndReason): void => {
    this.#endedBecause = reason;
    this.#end('left');
  };

  readonly fail = (problem: CallProblem): void => this.#end('error', problem);

  /** Who is not in the call yet may still decide against it. */
  readonly failMedia = (): void => {
    if (this.#state !== 'lobby') this.fail('noWebRtc');
  };

  #enterLobby(): void {
    const { session, ports, onChange } = this.#options;
    const { prepare: upTo = 'hot', signalingUrl: url, token } = session;
    const place = this.#place();
    if (this.#state !== 'lobby' || this.#lobby || upTo === 'cold' || 'obstacle' in place) return;
    this.#lobby = new Lobby({ ...ports, url, ...place, token, upTo, media: this.parts.paths.media, onChange });
    onChange();
  }

  /** Where to, or why not. */
  #place(): { readonly roomId: RoomId } | { readonly obstacle: CallProblem } {
    const { session, ports } = this.#options;
    const obstacle = ports.page.obstacle();
    const roomId = roomIdSchema.safeParse(session.roomId);
    if (obstacle || !roomId.success) return { obstacle: obstacle ?? 'badRoom' };
    return { roomId: roomId.data };
  }

  #start(): void {
    const { own, otherTabs } = this.parts;
    own.devices.start();
    otherTabs.start(this.#displayName);
    this.#stopListening ??= this.#listenToPage();
  }

  #listenToPage(): () => void {
    const { page } = this.#options.ports;
    const stops = [page.onGone(() => this.leave()), page.onWake(() => this.parts.own.wake())];
    return () => stops.forEach((stop) => stop());
  }

  #begin(): void {
    const place = this.#place();
    if ('obstacle' in place) {
      this.fail(place.obstacle);
      return;
    }
    const { own, watch, otherTabs } = this.parts;
    this.#start();
    watch.join.click(this.#lobby?.facts.readiness ?? 'cold');
    const prepared = this.#lobby?.handOver((source) => own.sources[source].startsMuted);
    this.#state = 'joining';
    otherTabs.enter(this.#displayName);
    own.enterCall();
    this.#signaling = this.#connect(place.roomId, prepared);
    this.#options.onChange();
  }

  #connect(roomId: RoomId, prepared: ReturnType<Lobby['handOver']>): SignalingClient {
    const { session, ports } = this.#options;
    const { room, paths } = this.parts;
    return new SignalingClient({
      url: session.signalingUrl,
      roomId,
      displayName: this.#displayName,
      token: session.token,
      onToken: session.onToken,
      openSocket: ports.openSocket,
      clock: ports.clock,
      page: ports.page,
      random: ports.random,
      progress: () => ({ lastSeq: room.view?.seq ?? 0, mediaEpoch: paths.media.epoch }),
      listener: room,
      prepared,
    });
  }

  #end(state: 'left' | 'error', problem?: CallProblem): void {
    if (this.isOver) return;
    const { own, paths, talk, watch, otherTabs } = this.parts;
    this.#state = state;
    this.#problem = problem;
    this.#stopListening?.();
    this.#lobby?.close();
    this.#signaling?.close();
    watch.close();
    otherTabs.close();
    talk.goOffline();
    paths.close();
    own.close();
    this.#settleJoin();
    this.#options.onChange();
  }
}
