import type { LoggedEvent, NotificationOf, Notifications, Result } from '@confab/protocol';
import type { CallProblem } from './CallSnapshot.ts';
import type { Applied, RoomView } from './callState.ts';
import { applyEvent, applyMissed, goneSources, ownSource, toRoomEvent, toRoomView } from './callState.ts';
import type { LocalSource } from './devices/LocalSource.ts';
import type { DirectCall } from './direct/DirectCall.ts';
import type { CallMedia } from './media/CallMedia.ts';
import type { SignalingListener } from './signaling/SignalingClient.ts';

export type OwnSources = { readonly microphone: LocalSource; readonly camera: LocalSource };

export type CallRoomOptions = {
  readonly media: CallMedia;
  readonly direct: DirectCall;
  readonly sources: OwnSources;
  /** Events are missing: have everything since the last one told again. */
  readonly resync: () => void;
  readonly onJoined: () => void;
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
    this.#speakerIds = [];
    this.#setView(toRoomView(peerId, room));
    void this.#options.media.rebuild(media);
    this.#goOnline();
    this.#options.onJoined();
  }

  resumed({ missed, media }: Result<'resume'>): void {
    if (this.#view) this.#settle(applyMissed(this.#view, missed));
    // The old transports go first: nothing may be unmuted on them.
    if (media) void this.#options.media.rebuild(media);
    else this.#options.media.continue();
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
    this.#options.onChange();
  }

  ended(problem: CallProblem): void {
    this.#options.onEnded(problem);
  }

  #goOnline(): void {
    this.#isAway = false;
    this.#options.direct.seated();
    const { microphone, camera } = this.#options.sources;
    microphone.goOnline(ownSource(this.#view, 'microphone'));
    camera.goOnline(ownSource(this.#view, 'camera'));
    this.#options.onChange();
  }

  #follow(event: LoggedEvent): void {
    if (!this.#view) return;
    const applied = applyEvent(this.#view, event);
    this.#settle(applied);
    if (applied.outcome === 'applied') this.#tellOwnSource(event);
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
    if (name !== 'muteChanged' && name !== 'sourceRemoved') return;
    const { source, peerId } = data;
    if (peerId !== this.#view?.selfId || (source !== 'microphone' && source !== 'camera')) return;
    this.#options.sources[source].hear(ownSource(this.#view, source));
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
        void media.rebuild(data.media);
        break;
      case 'mediaLost':
        media.loseSfu();
        break;
      case 'signalled':
        this.#options.direct.signalled(data);
        break;
      case 'speakersChanged':
        this.#speakerIds = data.speakers.map(({ peerId }) => peerId);
        onChange();
        break;
      default: // Of no concern to the room: the connection's own, or an event that came without its number.
    }
  }
}
