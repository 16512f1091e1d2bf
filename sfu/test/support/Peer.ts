import type { ConsumerId, ConsumerOffer, PeerId, RoomId, RtpParameters, Source, TransportId } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import { v7 as uuidv7 } from 'uuid';
import type { Link } from './linkTo.ts';
import { browserDtls, opusParameters, vp8SimulcastParameters } from './rtp.ts';

export const newRoomId = (): RoomId => uuidv7() as RoomId;
export const newPeerId = (): PeerId => uuidv7() as PeerId;

/** What signaling asks for one peer. */
export class Peer {
  readonly roomId: RoomId;
  readonly peerId = newPeerId();
  readonly #link: Link;
  media!: ControlResult<'openPeer'>;

  constructor(link: Link, roomId: RoomId) {
    this.#link = link;
    this.roomId = roomId;
  }

  get id(): { readonly roomId: RoomId; readonly peerId: PeerId } {
    return { roomId: this.roomId, peerId: this.peerId };
  }

  async open(): Promise<this> {
    this.media = await this.#link.call('openPeer', this.id);
    return this;
  }

  /** Says that it can decode all that the room speaks. */
  async startReceiving(): Promise<void> {
    await this.#link.call('setRtpCapabilities', { ...this.id, rtpCapabilities: this.media.rtpCapabilities });
  }

  async connect(transportId: TransportId): Promise<void> {
    await this.#link.call('connectTransport', { ...this.id, transportId, dtlsParameters: browserDtls });
  }

  async produce(source: Source, rtpParameters: RtpParameters = usualParameters(source)): Promise<string> {
    const { transportId } = this.media.sendTransport;
    const { producerId } = await this.#link.call('produce', {
      ...this.id,
      transportId,
      source,
      rtpParameters,
      paused: false,
    });
    return producerId;
  }

  async consume(...of: { readonly peerId: PeerId; readonly source: Source }[]): Promise<ConsumerOffer[]> {
    const { consumers } = await this.#link.call('openConsumers', { ...this.id, of });
    return consumers;
  }

  async resume(...consumerIds: ConsumerId[]): Promise<void> {
    await this.#link.call('resumeConsumers', { ...this.id, consumerIds });
  }

  async close(): Promise<void> {
    await this.#link.call('closePeer', this.id);
  }
}

const usualParameters = (source: Source) =>
  source === 'microphone' || source === 'screenAudio' ? opusParameters() : vp8SimulcastParameters();
