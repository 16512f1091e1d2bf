import type { Signal } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { NegotiatedConnection } from './Negotiation.ts';
import { Negotiation } from './Negotiation.ts';

type Description = { type: 'offer' | 'answer'; sdp: string };

/** The signaling state machine of an RTCPeerConnection (RFC 9429, section 3.2), and nothing else of it. */
class FakeConnection implements NegotiatedConnection {
  signalingState: RTCSignalingState = 'stable';
  localDescription: RTCSessionDescription | null = null;
  readonly log: string[] = [];
  refusal: Error | undefined;
  readonly #name: string;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  async setLocalDescription(): Promise<void> {
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    this.#describe({ type, sdp: `${this.#name} ${type} ${++this.#count}` });
    this.signalingState = type === 'answer' ? 'stable' : 'have-local-offer';
  }

  async setRemoteDescription({ type, sdp }: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    if (type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('an answer to nothing');
    if (this.signalingState === 'have-local-offer' && type === 'offer') this.log.push('rolled back');
    this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    this.log.push(sdp ?? '');
  }

  async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    if (this.refusal) throw this.refusal;
    if (this.signalingState === 'have-local-offer' && this.log.length === 0) throw new Error('no remote description');
    this.log.push(candidate?.candidate ?? '');
  }

  #describe(description: Description): void {
    this.localDescription = { ...description, toJSON: () => description };
  }
}

/** Two ends, with what each has said and the other has not heard yet. */
function createPair() {
  const broken: unknown[] = [];
  const end = (name: string, isPolite: boolean) => {
    const connection = new FakeConnection(name);
    const said: Signal[] = [];
    const mids: string[] = [];
    const negotiation = new Negotiation({
      connection,
      isPolite,
      signal: (signal) => void said.push(signal),
      sources: () => [{ mid: name, source: 'microphone' }],
      onSources: (sources) => mids.push(...sources.map(({ mid }) => mid)),
      onBroken: (cause) => void broken.push(cause),
    });
    return { connection, said, mids, negotiation };
  };
  const polite = end('polite', true);
  const impolite = end('impolite', false);
  const settle = async () => {
    for (let moved = 1; moved > 0;) {
      const [ofPolite, ofImpolite] = [polite.said.splice(0), impolite.said.splice(0)];
      moved = ofPolite.length + ofImpolite.length;
      await Promise.all([
        ...ofPolite.map((signal) => impolite.negotiation.take(signal)),
        ...ofImpolite.map((signal) => polite.negotiation.take(signal)),
      ]);
    }
  };
  return { polite, impolite, settle, broken };
}

/** Two that have agreed once, and have their logs empty again. */
async function createAgreedPair() {
  const pair = createPair();
  await pair.impolite.negotiation.offer();
  await pair.settle();
  for (const { connection } of [pair.polite, pair.impolite]) connection.log.length = 0;
  return pair;
}

describe('Negotiation', () => {
  it('is begun by the impolite one alone: both come at the same time', async () => {
    const { polite, impolite, settle, broken } = createPair();
    await Promise.all([polite.negotiation.offer(), impolite.negotiation.offer()]);
    await settle();
    expect(polite.connection.log).toEqual(['impolite offer 1']);
    expect([impolite.connection.signalingState, broken]).toEqual(['stable', []]);
  });

  it('comes to an agreement when one makes an offer, and tells which section is what', async () => {
    const { polite, impolite, settle, broken } = createPair();
    await impolite.negotiation.offer();
    await settle();
    expect([polite.connection.signalingState, impolite.connection.signalingState]).toEqual(['stable', 'stable']);
    expect([polite.mids, impolite.mids, broken]).toEqual([['impolite'], ['polite'], []]);
  });

  it('of two offers at once the polite one gives way, and nothing of the other one is lost', async () => {
    const { polite, impolite, settle, broken } = await createAgreedPair();
    await Promise.all([polite.negotiation.offer(), impolite.negotiation.offer()]);
    await settle();
    expect(polite.connection.log).toEqual(['rolled back', 'impolite offer 2']);
    expect(impolite.connection.log).toEqual(['polite answer 3']);
    expect([polite.connection.signalingState, impolite.connection.signalingState]).toEqual(['stable', 'stable']);
    // The browser says again that it has something to offer.
    await polite.negotiation.offer();
    await settle();
    expect(impolite.connection.log).toContain('polite offer 4');
    expect(broken).toEqual([]);
  });

  it('an offer that comes while ours is being made counts as one at once', async () => {
    const { impolite, broken } = createPair();
    const making = impolite.negotiation.offer();
    await impolite.negotiation.take({ description: { type: 'offer', sdp: 'theirs', sources: [] } });
    await making;
    expect(impolite.connection.log).toEqual([]);
    expect(broken).toEqual([]);
  });

  it('forgives the candidates of an offer that was not taken, and of no other', async () => {
    const { impolite, polite, broken } = createPair();
    const candidate = { candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null } };
    await impolite.negotiation.offer();
    await impolite.negotiation.take({ description: { type: 'offer', sdp: 'theirs', sources: [] } });
    await impolite.negotiation.take(candidate);
    // Also when the answer to ours is here before the browser has looked at the candidate.
    const late = impolite.negotiation.take(candidate);
    const answer = impolite.negotiation.take({ description: { type: 'answer', sdp: 'answer', sources: [] } });
    await Promise.all([late, answer]);
    expect([impolite.connection.signalingState, broken]).toEqual(['stable', []]);
    polite.connection.refusal = new Error('no such candidate');
    await polite.negotiation.take(candidate);
    expect(broken).toEqual([polite.connection.refusal]);
  });

  it.each(['offer', 'answer'] as const)('an %s that the browser refuses is the end of it', async (type) => {
    const { polite, broken } = createPair();
    polite.connection.refusal = new Error('no such sdp');
    await polite.negotiation.take({ description: { type, sdp: 'nonsense', sources: [] } });
    expect(broken).toEqual([polite.connection.refusal]);
  });

  it('trickles candidates, but for the empty one at the end', () => {
    const { polite } = createPair();
    polite.negotiation.tellCandidate(null);
    expect(polite.said).toEqual([]);
  });
});
