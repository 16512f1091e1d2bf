import type { ConsumerId, ConsumerOffer, PeerId, RoomId, Source, TransportId, WantedLayers } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlParams, ControlResult } from '@confab/protocol/control';

type HeldPeer = {
  readonly send: TransportId;
  readonly recv: TransportId;
  readonly sources: Map<Source, boolean>;
  readonly connected: Set<TransportId>;
  readonly expected: string | undefined;
  readonly consumers: Map<string, ConsumerOffer>;
  canReceive: boolean;
};
type HeldRoom = { memo?: string; readonly peers: Map<PeerId, HeldPeer> };
type Where = { readonly roomId: RoomId; readonly peerId: PeerId };

/** What a fake sfu has open: it keeps the contract (testControlContract), and can tell a signaling process that comes later. */
export class FakeHoldings {
  readonly rooms = new Map<RoomId, HeldRoom>();
  readonly standbys = new Map<RoomId, FakeHoldings>();
  #forwarding: { readonly wanted?: WantedLayers; readonly withoutMid?: boolean; readonly heldBack?: PeerId[] } = {};

  /** What it is to say of every source, and of every room. */
  describeAs(forwarding: {
    readonly wanted: WantedLayers;
    readonly withoutMid?: boolean;
    readonly heldBack: PeerId[];
  }): void {
    this.#forwarding = forwarding;
  }

  openPeer({ roomId, peerId, dtlsParameters }: ControlParams<'openPeer'>, opened: ControlResult<'openPeer'>): void {
    if (!this.rooms.has(roomId)) this.standbys.delete(roomId);
    const room = this.rooms.get(roomId) ?? { peers: new Map() };
    const { sendTransport, recvTransport } = opened;
    this.#dropConsumersOf(room, peerId);
    room.peers.set(peerId, {
      send: sendTransport.transportId,
      recv: recvTransport.transportId,
      sources: new Map(),
      connected: new Set(),
      expected: dtlsParameters && JSON.stringify(dtlsParameters),
      consumers: new Map(),
      canReceive: false,
    });
    this.rooms.set(roomId, room);
  }

  closePeer({ roomId, peerId }: ControlParams<'closePeer'>): void {
    const room = this.rooms.get(roomId);
    if (!room) return;
    this.#dropConsumersOf(room, peerId);
    room.peers.delete(peerId);
    if (room.peers.size > 0) return;
    this.rooms.delete(roomId);
    this.standbys.delete(roomId);
  }

  connect({ transportId, dtlsParameters, ...where }: ControlParams<'connectTransport'>): void {
    const { connected, expected } = this.peerWith(where, transportId);
    if (expected !== undefined && expected !== JSON.stringify(dtlsParameters))
      throw new ProtocolError('invalidState', 'the transport expects another certificate');
    if (connected.has(transportId)) throw new ProtocolError('invalidState', 'the transport is connected already');
    connected.add(transportId);
  }

  produce({ transportId, source, paused, ...where }: ControlParams<'produce'>): void {
    const peer = this.#peer(where);
    if (peer.send !== transportId) throw new ProtocolError('notFound', 'no such sending transport');
    this.#dropConsumersOf(this.#room(where.roomId), where.peerId, source);
    peer.sources.set(source, paused);
  }

  setPaused({ source, paused, ...where }: ControlParams<'setProducerPaused'>): void {
    const { sources } = this.#peer(where);
    if (!sources.has(source)) throw new ProtocolError('notFound', 'no such producer');
    sources.set(source, paused);
  }

  closeProducer({ roomId, peerId, source }: ControlParams<'closeProducer'>): void {
    const room = this.rooms.get(roomId);
    if (room?.peers.get(peerId)?.sources.delete(source)) this.#dropConsumersOf(room, peerId, source);
  }

  startReceiving(where: Where): void {
    this.#peer(where).canReceive = true;
  }

  /** `create` is asked for a consumer that is not there yet. */
  consume(
    { of, ...where }: ControlParams<'openConsumers'>,
    create: (peerId: PeerId, source: Source) => ConsumerOffer,
  ): ConsumerOffer[] {
    const { canReceive, consumers } = this.#peer(where);
    const { peers } = this.#room(where.roomId);
    const there = of.filter(({ peerId, source }) => peers.get(peerId)?.sources.has(source));
    if (there.length > 0 && !canReceive) throw new ProtocolError('invalidState', 'it has not said what it can decode');
    return there.map(({ peerId, source }) => {
      const offer = consumers.get(keyOf(peerId, source)) ?? create(peerId, source);
      consumers.set(keyOf(peerId, source), offer);
      return offer;
    });
  }

  stopConsuming({ of, ...where }: ControlParams<'closeConsumers'>): void {
    const { consumers } = this.#peer(where);
    for (const { peerId, source } of of) consumers.delete(keyOf(peerId, source));
  }

  resume({ consumerIds, ...where }: ControlParams<'resumeConsumers'>): void {
    const open = new Set<ConsumerId>([...this.#peer(where).consumers.values()].map(({ consumerId }) => consumerId));
    if (!consumerIds.some((id) => open.has(id))) throw new ProtocolError('notFound', 'no such consumer');
  }

  setShown(where: ControlParams<'setShown'>): void {
    this.#peer(where);
  }

  takeStandby(roomId: RoomId): void {
    const room = this.standbys.get(roomId)?.rooms.get(roomId);
    if (!room) throw new ProtocolError('notFound', 'no such standby');
    this.standbys.delete(roomId);
    this.rooms.set(roomId, room);
  }

  setMemo({ roomId, memo }: ControlParams<'setMemo'>): void {
    this.#room(roomId).memo = memo;
  }

  describe(roomId: RoomId): ControlResult<'getRoom'> {
    const { memo, peers } = this.#room(roomId);
    const { heldBack, ...wanted } = this.#forwarding;
    return {
      memo,
      ...(heldBack && { heldBack }),
      peers: [...peers].map(([peerId, { send, recv, sources }]) => ({
        peerId,
        sendTransportId: send,
        recvTransportId: recv,
        sources: [...sources].map(([source, paused]) => ({ source, paused, ...wanted })),
      })),
    };
  }

  peerWith(where: Where, transportId: TransportId): HeldPeer {
    const peer = this.#peer(where);
    if (peer.send !== transportId && peer.recv !== transportId)
      throw new ProtocolError('notFound', 'no such transport');
    return peer;
  }

  #dropConsumersOf({ peers }: HeldRoom, peerId: PeerId, source?: Source): void {
    for (const { consumers } of peers.values())
      for (const [key, offer] of consumers)
        if (offer.peerId === peerId && (source === undefined || offer.source === source)) consumers.delete(key);
  }

  #peer({ roomId, peerId }: Where): HeldPeer {
    const peer = this.#room(roomId).peers.get(peerId);
    if (!peer) throw new ProtocolError('notFound', 'no such peer');
    return peer;
  }

  #room(roomId: RoomId): HeldRoom {
    const room = this.rooms.get(roomId);
    if (!room) throw new ProtocolError('notFound', 'no such room');
    return room;
  }
}

const keyOf = (peerId: PeerId, source: Source) => `${peerId} ${source}`;
