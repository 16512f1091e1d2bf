import type { Signal } from '@confab/protocol';
import { withDtx } from './withDtx.ts';

/** What negotiation needs of an RTCPeerConnection. */
export type NegotiatedConnection = Pick<
  RTCPeerConnection,
  'signalingState' | 'localDescription' | 'setLocalDescription' | 'setRemoteDescription' | 'addIceCandidate'
>;

type Description = Extract<Signal, { description: unknown }>['description'];
type Candidate = Extract<Signal, { candidate: unknown }>['candidate'];

export type NegotiationOptions = {
  readonly connection: NegotiatedConnection;
  readonly isPolite: boolean;
  readonly signal: (signal: Signal) => void;
  /** Which media sections of our description carry what. */
  readonly sources: () => Description['sources'];
  /** Which media sections of theirs do: told before the browser tells of their tracks. */
  readonly onSources: (sources: Description['sources']) => void;
  /** The browser has refused something of theirs or ours: nothing more will come of it. */
  readonly onBroken: (cause: unknown) => void;
};

/** Perfect negotiation, as the WebRTC specification has it (section 10.7), on the terms of RFC 9429. */
export class Negotiation {
  readonly #options: NegotiationOptions;
  #makingOffer = false;
  #ignoreOffer = false;
  #hasHeard = false;
  #isSettingRemoteAnswerPending = false;

  constructor(options: NegotiationOptions) {
    this.#options = options;
  }

  /** The browser says that negotiation is needed; it says so again after each agreement that leaves something out. */
  async offer(): Promise<void> {
    const { connection, isPolite, onBroken } = this.#options;
    // Both ends begin at the same time, and one of the two offers would be in vain.
    if (isPolite && !this.#hasHeard) return;
    try {
      this.#makingOffer = true;
      await connection.setLocalDescription();
      this.#describe();
    } catch (cause) {
      onBroken(cause);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Candidates are trickled as they are found (RFC 8838); the last, empty one goes without saying. */
  tellCandidate(found: RTCIceCandidate | null): void {
    if (!found) return;
    const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = found;
    this.#options.signal({ candidate: { candidate, sdpMid, sdpMLineIndex, usernameFragment } });
  }

  async take(signal: Signal): Promise<void> {
    try {
      if ('description' in signal) await this.#takeDescription(signal.description);
      else await this.#takeCandidate(signal.candidate);
    } catch (cause) {
      this.#options.onBroken(cause);
    }
  }

  async #takeDescription({ sources, type, sdp }: Description): Promise<void> {
    const { connection, isPolite, onSources } = this.#options;
    const ours = this.#options.sources();
    const microphones = ours.filter((one) => one.source === 'microphone').map(({ mid }) => mid);
    const isReady =
      !this.#makingOffer && (connection.signalingState === 'stable' || this.#isSettingRemoteAnswerPending);
    this.#ignoreOffer = !isPolite && type === 'offer' && !isReady;
    if (this.#ignoreOffer) return;
    this.#hasHeard = true;
    onSources(sources);
    this.#isSettingRemoteAnswerPending = type === 'answer';
    try {
      // Takes our own offer back where there is one.
      await connection.setRemoteDescription({ type, sdp: withDtx(sdp, microphones) });
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
    if (type === 'answer') return;
    await connection.setLocalDescription();
    this.#describe();
  }

  async #takeCandidate(candidate: Candidate): Promise<void> {
    // Now: when the browser has looked at it, the next description may be here already.
    const isOfIgnoredOffer = this.#ignoreOffer;
    try {
      await this.#options.connection.addIceCandidate(candidate);
    } catch (cause) {
      // It belongs to the offer that was not taken.
      if (!isOfIgnoredOffer) throw cause;
    }
  }

  #describe(): void {
    const { connection, signal, sources } = this.#options;
    const local = connection.localDescription;
    // Taken back meanwhile: the other one's offer was first.
    if (local?.type !== 'offer' && local?.type !== 'answer') return;
    signal({ description: { type: local.type, sdp: local.sdp, sources: sources() } });
  }
}
