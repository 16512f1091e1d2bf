import type {
  EndReason,
  LoggedEvent,
  NotificationOf,
  Notifications,
  PeerId,
  Result,
  Role,
  Source,
  WantedSources,
} from '@confab/protocol';
import { sources } from '@confab/protocol';
import type { CallProblem } from './CallSnapshot.ts';
import type { Applied, RoomView } from './callState.ts';
import {
  applyEvent,
  applyMissed,
  goneSources,
  ownSource,
  selfOf,
  toRoomEvent,
  toRoomView,
  toTrackId,
} from './callState.ts';
import type { LocalSource } from './devices/LocalSource.ts';
import type { DirectCall } from './direct/DirectCall.ts';
import type { CallHealth } from './health/CallHealth.ts';
import type { CallMedia } from './media/CallMedia.ts';
import type { RoomTalk } from './room/RoomTalk.ts';
import type { SignalingListener } from './signaling/SignalingClient.ts';
import type { StatisticsWatch } from './statistics/StatisticsWatch.ts';

const toInRoom = (selfId: PeerId, { peers }: Result<'join'>['room']) => ({
  own: peers.flatMap(({ peerId, sources: sent }) => (peerId === selfId ? sent.map(({ source }) => source) : [])),
  others: peers.flatMap(({ peerId, sources: sent }) =>
    peerId === selfId ? [] : sent.map(({ source }) => toTrackId({ peerId, source })),
  ),
});

export type OwnSources = Readonly<Record<Source, LocalSource>>;

export type CallRoomOptions = {
  readonly media: CallMedia;
  readonly direct: DirectCall;
  readonly health: CallHealth;
  readonly sources: OwnSources;
  readonly talk: RoomTalk;
  readonly statistics: Pick<StatisticsWatch, 'hearLinks'>;
  /** Events are missing: have everything since the last one told again. */
  readonly resync: () => void;
  readonly onWaiting: () => void;
  readonly onJoined: () => void;
  readonly onDismissed: (reason: EndReason) => void;
  readonly onEnded: (problem: CallProblem) => void;
  readonly onChange: () => void;
};

/** Follows what signaling tells of the room, and lets media and sources know what of it concerns them. */
export class CallRoom implements SignalingListener {
  readonly #options: CallRoomOptions;
  #view: RoomView | undefined;
  #speakerIds: readonly string[] = [];
  #isAway = false;

  constructor(options: CallRoomOptions) {
    this.#options = options;
  }

  get view(): RoomView | undefined {
    return this.#view;
  }

  get speakerIds(): readonly string[] {
    return this.#speakerIds;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  joined({ peerId, room, media }: Result<'join'>): void {
    // Somebody was in it before: it is the same call, in another seat.
    if (this.#view) this.#options.media.repairs.add({ step: 'rejoin', reason: 'seatLost' });
    this.#speakerIds = [];
    this.#options.health.setHeldBack([]);
    this.#setView(toRoomView(peerId, room, this.#view?.chat));
    void this.#options.media.enter(media, toInRoom(peerId, room));
    this.#goOnline();
    this.#options.onJoined();
  }

  resumed({ missed, media, forwarding }: Result<'resume'>): void {
    if (this.#view) this.#settle(applyMissed(this.#view, missed));
    if ('events' in missed) for (const event of missed.events) this.#obeyHost(event);
    // The old transports go first: nothing may be unmuted on them.
    if (media) void this.#options.media.replace(media);
    else this.#options.media.continue();
    this.#options.health.setHeldBack(forwarding?.heldBack ?? []);
    if (!media) this.#limitAll(forwarding?.wanted ?? []);
    this.#goOnline();
  }

  notified(notification: NotificationOf<Notifications>): void {
    const event = toRoomEvent(notification);
    if (event) this.#follow(event);
    else this.#take(notification);
  }

  lost(): void {
    this.#isAway = true;
    for (const source of Object.values(this.#options.sources)) source.goOffline();
    this.#options.talk.goOffline();
    this.#options.health.forget();
    this.#options.onChange();
  }

  waits(): void {
    this.#options.onWaiting();
  }

  dismissed(reason: EndReason): void {
    this.#options.onDismissed(reason);
  }

  ended(problem: CallProblem): void {
    this.#options.onEnded(problem);
  }

  #goOnline(): void {
    this.#isAway = false;
    this.#options.direct.seated();
    this.#options.health.seated();
    this.#obeyRole(selfOf(this.#view)?.role);
    if (this.#view) this.#options.talk.goOnline(this.#view);
    for (const source of sources) this.#options.sources[source].goOnline(ownSource(this.#view, source));
    this.#options.onChange();
  }

  #follow(event: LoggedEvent): void {
    if (!this.#view) return;
    const applied = applyEvent(this.#view, event);
    this.#settle(applied);
    if (applied.outcome !== 'applied') return;
    this.#obeyHost(event);
    this.#tellOwnSource(event);
    this.#options.talk.hear(event, this.#view);
  }

  /** What a host has stopped stays off until the person here wants it again. */
  #obeyHost({ name, data }: LoggedEvent): void {
    if (name === 'roleChanged' && data.peerId === this.#view?.selfId) this.#obeyRole(data.role);
    if (name !== 'sourceRemoved' || data.byPeerId === undefined || data.peerId !== this.#view?.selfId) return;
    this.#options.sources[data.source].stopForHost();
    // A screen's sound goes with its picture.
    if (data.source === 'screen') void this.#options.sources.screenAudio.setWanted(false);
  }

  #obeyRole(role: Role | undefined): void {
    for (const source of Object.values(this.#options.sources)) source.allowSending(role !== 'viewer');
  }

  #settle({ room, outcome }: Applied): void {
    this.#setView(room);
    if (outcome === 'gap') this.#options.resync();
  }

  #setView(view: RoomView): void {
    const gone = this.#view ? goneSources(this.#view, view) : [];
    this.#view = view;
    this.#options.onChange();
    this.#options.media.closeSources(gone);
    this.#options.direct.follow(view);
  }

  #tellOwnSource({ name, data }: LoggedEvent): void {
    if (name !== 'sourceAdded' && name !== 'muteChanged' && name !== 'sourceRemoved') return;
    const { source, peerId } = data;
    if (peerId !== this.#view?.selfId) return;
    this.#options.sources[source].hear(ownSource(this.#view, source));
  }

  /** Of what is not named all is wanted: nobody may stay black for a word that was lost (FW7). */
  #limitAll(wanted: WantedSources): void {
    const isNamed = new Set(wanted.map(({ source }) => source));
    const others = sources.filter((source) => !isNamed.has(source));
    this.#options.media.limit([...wanted, ...others.map((source) => ({ source, layers: 'high' as const }))]);
  }

  #take({ name, data }: NotificationOf<Notifications>): void {
    const { media, onChange } = this.#options;
    switch (name) {
      case 'consumersAdded':
        void media.addConsumers(data.mediaEpoch, data.consumers);
        break;
      case 'consumersClosed':
        media.closeConsumers(data.consumerIds);
        break;
      case 'mediaReset':
        void media.replace(data.media);
        break;
      case 'mediaStandby':
        media.standBy(data.standby);
        break;
      case 'mediaLost':
        media.loseSfu(data.reason === 'quarantined');
        break;
      case 'signalled':
        this.#options.direct.signalled(data);
        break;
      case 'speakersChanged':
        this.#speakerIds = data.speakers.map(({ peerId }) => peerId);
        onChange();
        break;
      case 'wantedChanged':
        media.limit(data.sources);
        break;
      case 'heldBackChanged':
        this.#options.health.setHeldBack(data.peerIds);
        break;
      case 'linksMeasured':
        this.#options.statistics.hearLinks(data);
        break;
      case 'unheardChanged':
        this.#options.health.hear(data);
        break;
      default: // The connection's own, an event that came without its number, or what people say.
        this.#options.talk.hear({ name, data } as NotificationOf<Notifications>, this.#view);
    }
  }
}
