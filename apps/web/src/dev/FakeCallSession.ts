import {
  createModeration,
  TrackRegistry,
  type CallProblem,
  type CallSnapshot,
  type LocalSource,
  type RemotePeer,
} from '@confab/client';
import type { Session } from '../stores/Session.ts';
import { drawPerson } from './drawPerson.ts';

export type FakeCallOptions = {
  readonly displayName: string;
  readonly wanted: { readonly microphone: boolean; readonly camera: boolean };
  /** How many others there are. */
  readonly others: number;
  readonly problem: CallProblem | undefined;
  readonly signaling: CallSnapshot['signaling'];
};

/** A call without a server: drawn people, who take turns at speaking. */
export class FakeCallSession implements Session {
  readonly tracks = new TrackRegistry();
  readonly moderation = createModeration(() => Promise.reject(new Error('nobody moderates here')));
  readonly #options: FakeCallOptions;
  readonly #listeners = new Set<() => void>();
  #snapshot: CallSnapshot;

  constructor(options: FakeCallOptions) {
    this.#options = options;
    const { wanted, displayName, signaling } = options;
    this.#snapshot = {
      state: 'lobby',
      signaling,
      media: 'connected',
      topology: 'sfu',
      self: {
        displayName,
        microphone: { wanted: wanted.microphone, actual: 'off' },
        camera: { wanted: wanted.camera, actual: 'off' },
        screen: { wanted: false, actual: 'off', isOwnTab: false },
      },
      peers: [],
      speakerIds: [],
      devices: {
        microphones: [{ deviceId: 'm', label: 'Desk microphone' }],
        cameras: [{ deviceId: 'c', label: 'Front camera' }],
        speakers: [{ deviceId: 's', label: 'Headphones' }],
      },
      room: { locked: false, waitingRoom: false },
      waiting: [],
      chat: [],
    };
  }

  getSnapshot = (): CallSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  async openLobby(): Promise<void> {
    await Promise.all([
      this.setMicrophone(this.#options.wanted.microphone),
      this.setCamera(this.#options.wanted.camera),
    ]);
  }

  setDisplayName(displayName: string): void {
    this.#change({ self: { ...this.#snapshot.self, displayName } });
  }

  async join(): Promise<void> {
    const { problem, others } = this.#options;
    if (problem) return this.#change({ state: 'error', problem });
    const peers = Array.from({ length: others }, (_, index) => this.#createPeer(index));
    const speaker = peers[1] ?? peers[0];
    this.#change({
      state: 'in-call',
      self: { ...this.#snapshot.self, peerId: '0199aaaa-0000-7000-8000-00000000aaaa' },
      peers,
      speakerIds: speaker ? [speaker.peerId] : [],
    });
  }

  leave(): void {
    this.#change({ state: 'left' });
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#changeSelf('microphone', { wanted: on, actual: on ? 'on' : 'off', deviceId: 'm' });
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) this.tracks.put('self:camera', drawPerson(7));
    this.#changeSelf('camera', { wanted: on, actual: on ? 'on' : 'off', deviceId: 'c', trackId: 'self:camera' });
  }

  async setScreen(): Promise<void> {}

  async selectMicrophone(): Promise<void> {}

  async selectCamera(): Promise<void> {}

  selectSpeaker(speakerId: string): void {
    this.#change({ devices: { ...this.#snapshot.devices, speakerId } });
  }

  sendChat(): void {}

  react(): void {}

  onReaction(): () => void {
    return () => undefined;
  }

  async setHand(): Promise<void> {}

  dismissUnmuteAsk(): void {}

  #createPeer(index: number): RemotePeer {
    const peerId = `0199bbbb-0000-7000-8000-${String(index).padStart(12, '0')}`;
    const trackId = `${peerId}:camera`;
    const hasPicture = index % 3 !== 2;
    if (hasPicture) this.tracks.put(trackId, drawPerson(index));
    return {
      peerId,
      displayName: NAMES[index % NAMES.length] ?? '',
      connected: index !== 3,
      role: index === 0 ? 'host' : 'speaker',
      sources: [
        { source: 'microphone', muted: index % 4 === 2 },
        { source: 'camera', muted: !hasPicture, trackId },
      ],
    };
  }

  #changeSelf(source: 'microphone' | 'camera', state: LocalSource): void {
    this.#change({ self: { ...this.#snapshot.self, [source]: state } });
  }

  #change(change: Partial<CallSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const NAMES = [
  'Grace Hopper',
  'Bob',
  'Katherine Johnson',
  'Linus',
  'Margaret Hamilton-Brown of Newcastle',
  'Zoë',
  '李 小龙',
  'Radia Perlman',
];
