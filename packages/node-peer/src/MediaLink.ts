import type { DtlsParameters } from '@confab/protocol';
import { Audio, PeerConnection } from 'node-datachannel';
import type { Direction, Track } from 'node-datachannel';
import { isRtcp } from './rtp/rtpPacket.ts';
import type { LinkOffer } from './toAnswer.ts';
import { LINK_MID, LINK_PAYLOAD_TYPE, toAnswer } from './toAnswer.ts';

export type MediaLinkOptions = {
  readonly offer: LinkOffer;
  readonly direction: 'send' | 'receive';
  /** Tells the SFU our fingerprint; the handshake waits for nothing else. */
  readonly connect: (dtlsParameters: DtlsParameters) => Promise<unknown>;
  readonly onRtp?: (packet: Buffer) => void;
  readonly onRtcp?: (compound: Buffer) => void;
  /** After it was connected, and not by close(). */
  readonly onLost?: () => void;
};

const directions: Readonly<Record<MediaLinkOptions['direction'], Direction>> = {
  send: 'SendOnly',
  receive: 'RecvOnly',
};
/**
 * One ICE and DTLS connection to an SFU with SRTP through it. All streams of a direction go through one track, which is
 * never negotiated again: libdatachannel hands whatever comes to the only track that there is. The one file that knows
 * node-datachannel.
 */
export class MediaLink {
  /** Rejects when the handshake fails or the link is closed before it is done. */
  readonly connected: Promise<void>;
  readonly #connection: PeerConnection;
  readonly #track: Track;
  #isClosed = false;

  constructor(options: MediaLinkOptions) {
    // STUN and TURN are of no use here: the SFU waits at an address of its own, and learns ours from our packets.
    this.#connection = new PeerConnection('node-peer', { iceServers: [], disableAutoNegotiation: true });
    const media = new Audio(LINK_MID, directions[options.direction]);
    media.addOpusCodec(LINK_PAYLOAD_TYPE);
    this.#track = this.#connection.addTrack(media);
    this.#track.onMessage((packet) => (isRtcp(packet) ? options.onRtcp : options.onRtp)?.(packet));
    // Without a listener node-datachannel keeps the process alive for a closed track.
    this.#track.onClosed(() => undefined);
    this.connected = this.#connect(options);
    // Whoever waits hears of it; whoever does not wait has closed it.
    this.connected.catch(() => undefined);
  }

  /** Dropped while the link is not connected, as a network would. */
  send(packet: Buffer): boolean {
    return !this.#isClosed && this.#track.isOpen() && this.#track.sendMessageBinary(packet);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#track.close();
    this.#connection.close();
  }

  async #connect({ offer, connect, onLost }: MediaLinkOptions): Promise<void> {
    const outcome = new Promise<void>((resolve, reject) => {
      let isOpen = false;
      this.#connection.onStateChange((state) => {
        if (state === 'connected') {
          isOpen = true;
          resolve();
        } else if (state === 'failed' || state === 'disconnected' || state === 'closed') {
          reject(new Error(`the media connection is ${state}`));
          if (isOpen && !this.#isClosed) onLost?.();
          isOpen = false;
        }
      });
    });
    outcome.catch(() => undefined);
    this.#connection.setLocalDescription('offer');
    await connect({ role: 'client', fingerprints: [fingerprintOf(this.#connection.localDescription()?.sdp ?? '')] });
    if (this.#isClosed) throw new Error('closed while it was connecting');
    this.#connection.setRemoteDescription(toAnswer(offer), 'answer');
    await outcome;
  }
}

function fingerprintOf(sdp: string): DtlsParameters['fingerprints'][number] {
  const value = /a=fingerprint:sha-256 (\S+)/i.exec(sdp)?.[1];
  if (!value) throw new Error('node-datachannel described itself without a fingerprint');
  return { algorithm: 'sha-256', value };
}
