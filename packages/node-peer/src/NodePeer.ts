import type {
  ConsumerId,
  ConsumerOffer,
  LinksMeasured,
  MediaOffer,
  NotificationData,
  NotificationName,
  NotificationOf,
  Notifications,
  PeerId,
  Source,
} from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import { IncomingMedia } from './IncomingMedia.ts';
import { OutgoingMedia } from './OutgoingMedia.ts';
import { toReceivable } from './parameters.ts';
import type { ReceivedCount } from './rtp/ReceivedCount.ts';
import { RoomLink } from './RoomLink.ts';
import type { AudioShape, SentCount, StreamSender, VideoShape } from './StreamSender.ts';

export type JoinOptions = {
  /** Signaling's WebSocket: ws://host:port/ws or wss://. */
  readonly url: string;
  readonly roomId: string;
  readonly displayName?: string;
  readonly token?: string;
  /** How long both connections may take together. */
  readonly connectWithinMs?: number;
  /** Whether it is offered what the others send; as a rule it is. */
  readonly receives?: boolean;
};

/** What has arrived of one source of one other peer, since its present stream began. */
export type Received = {
  readonly peerId: PeerId;
  readonly source: Source;
  readonly packets: number;
  readonly bytes: number;
  readonly lost: number;
  readonly keyFrames: number;
  /** By performance.now(); 0 before the first packet. */
  readonly lastAt: number;
};

/** What is told, with or without the number of an event. */
type Heard = {
  [N in NotificationName]: { readonly name: N; readonly data: NotificationData<N> };
}[NotificationName];
type Sending = { readonly shape: AudioShape & VideoShape; muted: boolean; stream: StreamSender };
type Receiving = { readonly offer: ConsumerOffer; readonly count: ReceivedCount };
type Media = { readonly offer: MediaOffer; readonly outgoing: OutgoingMedia; readonly incoming: IncomingMedia };

/** A peer of a Confab room without a browser: it sends what looks like sound and pictures, and counts what it is sent. */
export class NodePeer {
  readonly peerId: PeerId;
  readonly #link: RoomLink;
  readonly #receives: boolean;
  readonly #sending = new Map<Source, Sending>();
  readonly #receiving = new Map<ConsumerId, Receiving>();
  #media: Media | undefined;
  /** What is told goes on one after the other: consumers are of the transports that came before them. */
  #following: Promise<void> = Promise.resolve();
  #failures: unknown[] = [];
  #isClosed = false;
  #offerFrames = 0;
  #links: LinksMeasured | undefined;
  #closeCode: number | undefined;

  /** Resolves when it has its seat and both its transports are connected. */
  static async join({ url, roomId, displayName = 'Node peer', token, ...rest }: JoinOptions): Promise<NodePeer> {
    const early: NotificationOf<Notifications>[] = [];
    let peer: NodePeer | undefined;
    const link = await RoomLink.open({
      url,
      onNotification: (notification) => (peer ? peer.#hear(notification) : early.push(notification)),
      onClosed: (code) => (peer ? peer.#onClosed(code) : undefined),
    });
    try {
      const seat = await link.join({ roomId, displayName, ...(token !== undefined && { token }) });
      peer = new NodePeer(link, seat.peerId, rest.receives ?? true);
      await withDeadline(peer.#connect(seat.media), rest.connectWithinMs ?? CONNECT_WITHIN_MS);
      for (const notification of early) peer.#hear(notification);
      return peer;
    } catch (cause) {
      await (peer ? peer.close() : link.close());
      throw cause;
    }
  }

  private constructor(link: RoomLink, peerId: PeerId, receives: boolean) {
    this.#link = link;
    this.peerId = peerId;
    this.#receives = receives;
  }

  /** What went wrong while it followed the room. Empty in a good call. */
  get failures(): readonly unknown[] {
    return [...this.#failures, ...this.#link.faults];
  }

  /** Of signaling's socket; undefined while it is open. */
  get closeCode(): number | undefined {
    return this.#closeCode;
  }

  /** How many messages have offered it streams. */
  get offerFrames(): number {
    return this.#offerFrames;
  }

  /** What the sfu has measured of its link, and of weak ones of others, once it has been told. */
  get links(): LinksMeasured | undefined {
    return this.#links;
  }

  /** Counts its pairs of transports. */
  get mediaEpoch(): number {
    return this.#media?.offer.mediaEpoch ?? 0;
  }

  /** Opens a source and sends it, now and after each loss of the sfu, until close(). */
  async send(source: Source, shape: AudioShape & VideoShape = {}): Promise<void> {
    if (!this.#media) throw new Error('there are no transports');
    const sending = { shape, muted: false, stream: this.#media.outgoing.prepare(kindOf(source), shape) };
    this.#sending.set(source, sending);
    await this.#produce(this.#media, source, sending);
  }

  async setMuted(source: Source, muted: boolean): Promise<void> {
    const sending = this.#sending.get(source);
    if (!sending) throw new Error(`${source} is not sent`);
    sending.muted = muted;
    if (muted) sending.stream.setPaused(true);
    await this.#link.ask('setMuted', { source, muted });
    sending.stream.setPaused(sending.muted);
  }

  sent(source: Source): SentCount {
    const sending = this.#sending.get(source);
    if (!sending) throw new Error(`${source} is not sent`);
    return sending.stream.sent;
  }

  received(): readonly Received[] {
    return [...this.#receiving.values()].map(({ offer: { peerId, source }, count }) => {
      const { packets, bytes, lost, keyFrames, lastAt } = count;
      return { peerId, source, packets, bytes, lost, keyFrames, lastAt };
    });
  }

  askForKeyFrame(peerId: PeerId, source: Source): void {
    for (const { offer, count } of this.#receiving.values())
      if (offer.peerId === peerId && offer.source === source) this.#media?.incoming.askForKeyFrame(count);
  }

  /** Leaves the room. */
  async close(): Promise<void> {
    if (!this.#isClosed && this.#closeCode === undefined) {
      this.#isClosed = true;
      // A server that is gone has nobody to take leave of.
      await this.#link.ask('leave', {}).catch(() => undefined);
    }
    this.#isClosed = true;
    this.#discard();
    await this.#link.close();
  }

  #onClosed(code: number): void {
    this.#closeCode = code;
  }

  #hear({ name, data }: Heard): void {
    if (name === 'consumersAdded') this.#offerFrames++;
    if (name === 'consumersAdded') this.#follow(() => this.#receive(data.mediaEpoch, data.consumers));
    else if (name === 'linksMeasured') this.#links = data;
    else if (name === 'consumersClosed') this.#follow(() => this.#forget((id) => data.consumerIds.includes(id)));
    else if (name === 'mediaReset') this.#follow(() => this.#rebuild(data.media));
    else if (name === 'peerLeft') this.#follow(() => this.#forget((_, offer) => offer.peerId === data.peerId));
    else if (name === 'sourceRemoved')
      this.#follow(() => this.#forget((_, { peerId, source }) => peerId === data.peerId && source === data.source));
    // They have the shape of what is told one by one.
    else if (name === 'events') for (const event of data.events) this.#hear(event);
  }

  #follow(task: () => Promise<void> | void): void {
    this.#following = this.#following.then(task).catch((cause: unknown) => {
      if (!this.#isClosed && this.#closeCode === undefined) this.#failures.push(cause);
    });
  }

  async #connect(offer: MediaOffer): Promise<void> {
    const ask = (transportId: MediaOffer['sendTransport']['transportId']) => ({
      connect: (dtlsParameters: Parameters<ConstructorParameters<typeof OutgoingMedia>[0]['connect']>[0]) =>
        this.#link.ask('connectTransport', { transportId, dtlsParameters }),
    });
    const { sendTransport, recvTransport } = offer;
    const outgoing = new OutgoingMedia({ offer: sendTransport, ...ask(sendTransport.transportId) });
    const incoming = new IncomingMedia({ offer: recvTransport, ...ask(recvTransport.transportId) });
    this.#media = { offer, outgoing, incoming };
    await Promise.all([outgoing.link.connected, incoming.link.connected]);
    if (this.#receives)
      await this.#link.ask('startReceiving', { rtpCapabilities: toReceivable(offer.rtpCapabilities) });
  }

  async #rebuild(offer: MediaOffer): Promise<void> {
    this.#discard();
    await this.#connect(offer);
    const media = this.#media;
    if (!media) return;
    for (const [source, sending] of this.#sending) {
      sending.stream = media.outgoing.prepare(kindOf(source), sending.shape);
      await this.#produce(media, source, sending);
    }
  }

  async #produce({ offer, outgoing }: Media, source: Source, { stream, muted }: Sending): Promise<void> {
    const { transportId } = offer.sendTransport;
    stream.setPaused(muted);
    await this.#link.ask('produce', { transportId, source, rtpParameters: stream.rtpParameters, muted });
    outgoing.start(stream);
  }

  async #receive(mediaEpoch: number, consumers: readonly ConsumerOffer[]): Promise<void> {
    const media = this.#media;
    if (!media || mediaEpoch !== media.offer.mediaEpoch) return;
    for (const offer of consumers) {
      if (this.#receiving.has(offer.consumerId)) continue;
      // One source, one stream: what comes anew has taken the place of what was.
      this.#forget((_, earlier) => earlier.peerId === offer.peerId && earlier.source === offer.source);
      this.#receiving.set(offer.consumerId, { offer, count: media.incoming.expect(offer.rtpParameters) });
    }
    await this.#link.ask('resumeConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) });
  }

  #forget(isGone: (consumerId: ConsumerId, offer: ConsumerOffer) => boolean): void {
    for (const [consumerId, { offer, count }] of this.#receiving) {
      if (!isGone(consumerId, offer)) continue;
      this.#receiving.delete(consumerId);
      this.#media?.incoming.forget(count);
    }
  }

  #discard(): void {
    this.#media?.outgoing.close();
    this.#media?.incoming.close();
    this.#media = undefined;
    this.#receiving.clear();
  }
}

const CONNECT_WITHIN_MS = 30_000;

function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no media connection within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
