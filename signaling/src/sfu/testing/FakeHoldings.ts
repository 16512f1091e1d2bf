import type { PeerId, RoomId, Source, TransportId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlParams, ControlResult } from '@confab/protocol/control';

type HeldPeer = { readonly send: TransportId; readonly recv: TransportId; readonly sources: Map<Source, boolean> };
type HeldRoom = { memo?: string; readonly peers: Map<PeerId, HeldPeer> };

/** What a fake sfu has open, so that it can tell a signaling process that comes later. */
export class FakeHoldings {
  readonly rooms = new Map<RoomId, HeldRoom>();

  openPeer({ roomId, peerId }: ControlParams<'openPeer'>, opened: ControlResult<'openPeer'>): void {
    const room = this.rooms.get(roomId) ?? { peers: new Map() };
    const { sendTransport, recvTransport } = opened;
    room.peers.set(peerId, { send: sendTransport.transportId, recv: recvTransport.transportId, sources: new Map() });
    this.rooms.set(roomId, room);
  }

  closePeer({ roomId, peerId }: ControlParams<'closePeer'>): void {
    const peers = this.rooms.get(roomId)?.peers;
    peers?.delete(peerId);
    if (peers?.size === 0) this.rooms.delete(roomId);
  }

  sourcesOf(roomId: RoomId, peerId: PeerId): Map<Source, boolean> | undefined {
    return this.rooms.get(roomId)?.peers.get(peerId)?.sources;
  }

  setMemo({ roomId, memo }: ControlParams<'setMemo'>): void {
    this.#room(roomId).memo = memo;
  }

  describe(roomId: RoomId): ControlResult<'getRoom'> {
    const { memo, peers } = this.#room(roomId);
    return {
      memo,
      peers: [...peers].map(([peerId, { send, recv, sources }]) => ({
        peerId,
        sendTransportId: send,
        recvTransportId: recv,
        sources: [...sources].map(([source, paused]) => ({ source, paused })),
      })),
    };
  }

  #room(roomId: RoomId): HeldRoom {
    const room = this.rooms.get(roomId);
    if (!room) throw new ProtocolError('notFound', 'no such room');
    return room;
  }
}
