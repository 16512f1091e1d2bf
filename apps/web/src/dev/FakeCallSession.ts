import {
  createModeration,
  plainEffects,
  TrackRegistry,
  type CallProblem,
  type CallQuality,
  type CallSnapshot,
  type CaptionHeard,
  type DeviceFault,
  type LocalSource,
  type ReactionHeard,
  type RemotePeer,
} from '@confab/client';
import type { EndReason, Params, Reaction } from '@confab/protocol';
import type { DrawnCall } from '../stores/callStore.ts';
import type { Session } from '../stores/Session.ts';
import type { LobbyFacts } from '@confab/client';
import type { SessionExtras } from '../stores/SessionExtras.ts';
import { drawSlide } from './drawSlide.ts';
import { LINES, NAMES, TROUBLES } from './script.ts';
import { createExtras, SCRIPTED_CHECK } from './ScriptedExtras.ts';
import { Studio } from './Studio.ts';

export type FakeCallOptions = {
  readonly displayName: string;
  readonly wanted: { readonly microphone: boolean; readonly camera: boolean };
  /** How many others there are. */
  readonly others: number;
  readonly problem: CallProblem | undefined;
  readonly signaling: CallSnapshot['signaling'];
  readonly media: CallSnapshot['media'];
  /** Instead of the call: the door, or the way out. */
  readonly ends: 'waiting' | 'left' | EndReason | undefined;
  /** One of the others shows a screen. */
  readonly hasScreen: boolean;
  readonly hasChat: boolean;
  readonly hasHands: boolean;
  readonly isHost: boolean;
  readonly waiting: number;
  readonly names: readonly string[] | undefined;
  /** How many do not hear this person. */
  readonly unheardBy?: number;
  readonly quality?: CallQuality;
  /** The others have troubles of every kind. */
  readonly hasTroubles?: boolean;
  /** The operator has supplied what finds a person in a picture. */
  readonly hasModel?: boolean;
  readonly entry?: LobbyFacts['entry'];
  readonly isOtherTab?: boolean;
  /** A device was unplugged. */
  readonly hasChanged?: boolean;
  /** Neither microphone nor camera can be had. */
  readonly fault?: DeviceFault;
  /** Width divided by height of the others' cameras. */
  readonly ratio?: number;
  /** What everybody's microphone gives, one's own as well; nothing unless said otherwise. */
  readonly voice?: MediaStreamTrack;
  /** What is shared is the very tab of the call. */
  readonly sharesOwnTab?: boolean;
};

const SELF = '0199aaaa-0000-7000-8000-00000000aaaa';
const off = { wanted: false, actual: 'off', isOwnTab: false } as const;

/** A call without a server: drawn people, and whatever the options want to be seen. */
export class FakeCallSession implements Session {
  readonly tracks = new TrackRegistry();
  /** What was asked of the room, which refuses all of it. */
  readonly moderated: (readonly [method: string, params: unknown])[] = [];
  readonly moderation = createModeration((method, params) => {
    this.moderated.push([method, params]);
    return Promise.reject(new Error('nobody moderates here'));
  });
  readonly #options: FakeCallOptions;
  readonly #drawn = new Set<MediaStreamTrack>();
  readonly #studio = new Studio();
  readonly #listeners = new Set<() => void>();
  readonly #onCaption = new Set<(heard: CaptionHeard) => void>();
  /** What was sent of the own words. */
  readonly captioned: Params<'caption'>[] = [];
  readonly #onReaction = new Set<(heard: ReactionHeard) => void>();
  readonly effects: SessionExtras['effects'];
  readonly statistics: SessionExtras['statistics'];
  readonly makeReport: SessionExtras['makeReport'];
  #fault: DeviceFault | undefined;
  #snapshot: DrawnCall;

  constructor(options: FakeCallOptions) {
    this.#options = options;
    this.#fault = options.fault;
    const { wanted, displayName, signaling, media, isHost, isOtherTab = false } = options;
    const extras = createExtras({
      change: (effects) =>
        this.#change({ self: { ...this.#snapshot.self, effects: { ...this.#snapshot.self.effects, ...effects } } }),
      trackIds: () => this.#snapshot.peers.flatMap(({ sources }) => sources.flatMap(({ trackId }) => trackId ?? [])),
      hasModel: options.hasModel === true,
      onBackgroundReplaced: () => this.#change({ notices: [{ id: 1, what: 'effectReplaced', of: 'camera' }] }),
    });
    this.effects = extras.effects;
    this.statistics = extras.statistics;
    this.makeReport = extras.makeReport;
    this.#snapshot = {
      state: 'lobby',
      signaling,
      media,
      topology: 'sfu',
      quality: options.quality ?? { level: 'good' },
      ...(isOtherTab && { otherTab: true }),
      ...(options.entry && { lobby: this.#createLobby(options.entry) }),
      self: {
        displayName,
        role: isHost ? 'host' : 'speaker',
        microphone: { wanted: wanted.microphone, actual: 'off' },
        camera: { wanted: wanted.camera, actual: 'off' },
        screen: off,
        effects: {
          ...plainEffects,
          available: { strongNoiseSuppression: true, blur: true, segmentation: options.hasModel === true },
        },
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

  getSnapshot = (): DrawnCall => this.#snapshot;

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
    const { problem, others, ends, waiting, hasChat, unheardBy, hasChanged } = this.#options;
    if (problem) return this.#change({ state: 'error', problem });
    if (ends === 'waiting') return this.#change({ state: 'waiting' });
    if (ends !== undefined) return this.#change({ state: 'left', ...(ends !== 'left' && { endedBecause: ends }) });
    const peers = Array.from({ length: others }, (_, index) => this.#createPeer(index));
    const speaker = peers[1] ?? peers[0];
    this.#change({
      state: 'in-call',
      self: {
        ...this.#snapshot.self,
        peerId: SELF,
        ...(unheardBy && { microphone: { ...this.#snapshot.self.microphone, unheardBy } }),
      },
      ...(hasChanged && { notices: [{ id: 1, what: 'fellBack', of: 'microphone', label: 'Desk microphone' }] }),
      peers,
      speakerIds: speaker ? [speaker.peerId] : [],
      room: { locked: false, waitingRoom: waiting > 0 },
      waiting: ['Vera Rubin', 'Alan'].slice(0, waiting).map((displayName, index) => ({
        displayName,
        peerId: `0199cccc-0000-7000-8000-${String(index).padStart(12, '0')}`,
      })),
      chat: hasChat ? this.#createChat(peers) : [],
    });
  }

  leave(): void {
    for (const track of this.#drawn) track.stop();
    this.#change({ state: 'left' });
  }

  async setMicrophone(on: boolean): Promise<void> {
    if (on && this.#fault) return this.#changeSelf('microphone', { wanted: on, actual: 'failed', fault: this.#fault });
    const { voice } = this.#options;
    if (voice) this.tracks.put('self:microphone', voice);
    const track = voice && { trackId: 'self:microphone' };
    this.#changeSelf('microphone', { wanted: on, actual: on ? 'on' : 'off', deviceId: 'm', ...track });
  }

  async setCamera(on: boolean): Promise<void> {
    if (on && this.#fault) return this.#changeSelf('camera', { wanted: on, actual: 'failed', fault: this.#fault });
    if (on) this.#show('self:camera', this.#studio.film(29));
    this.#changeSelf('camera', { wanted: on, actual: on ? 'on' : 'off', deviceId: 'c', trackId: 'self:camera' });
  }

  /** The devices cannot be had any more, or can be at last. */
  async setFault(fault: DeviceFault | undefined): Promise<void> {
    this.#fault = fault;
    await this.openLobby();
  }

  async setScreen(on: boolean): Promise<void> {
    const isOwnTab = this.#options.sharesOwnTab === true;
    const screen = on ? ({ wanted: true, actual: 'on', isOwnTab, trackId: 'self:screen' } as const) : off;
    if (on) this.#show('self:screen', drawSlide());
    this.#change({ self: { ...this.#snapshot.self, screen } });
  }

  showing(): void {}

  async selectMicrophone(): Promise<void> {}

  async selectCamera(): Promise<void> {}

  selectSpeaker(speakerId: string): void {
    this.#change({ devices: { ...this.#snapshot.devices, speakerId } });
  }

  sendChat(text: string): void {
    const { chat, self } = this.#snapshot;
    const { displayName } = self;
    const entry = { id: String(chat.length), peerId: SELF, displayName, text, at: Date.now(), isOwn: true } as const;
    this.#change({ chat: [...chat, { ...entry, state: 'sent' }] });
  }

  react(reaction: Reaction): void {
    const { displayName } = this.#snapshot.self;
    for (const listener of this.#onReaction) listener({ peerId: SELF, displayName, reaction });
  }

  onReaction(listener: (heard: ReactionHeard) => void): () => void {
    this.#onReaction.add(listener);
    return () => void this.#onReaction.delete(listener);
  }

  caption(caption: Params<'caption'>): void {
    this.captioned.push(caption);
  }

  onCaption(listener: (heard: CaptionHeard) => void): () => void {
    this.#onCaption.add(listener);
    return () => void this.#onCaption.delete(listener);
  }

  /** Somebody else is understood. */
  say(caption: Params<'caption'>, index = 0): void {
    const peer = this.#snapshot.peers[index];
    if (!peer) return;
    const { peerId, displayName } = peer;
    for (const listener of this.#onCaption) listener({ ...caption, peerId, displayName });
  }

  async setHand(raised: boolean): Promise<void> {
    const { handRaised: _, ...self } = this.#snapshot.self;
    this.#change({ self: raised ? { ...self, handRaised: 99 } : self });
  }

  dismissUnmuteAsk(): void {}

  dismissNotice(id: number): void {
    const { notices = [], ...rest } = this.#snapshot;
    this.#change({ ...rest, notices: notices.filter((one) => one.id !== id) });
  }

  takeOver(): void {
    this.#change({ otherTab: false });
  }

  checkConnection = async () => SCRIPTED_CHECK;

  /** Many come in at once. */
  admitCrowd(count: number): void {
    this.prepareCrowd(count)();
  }

  /** They are there when the returned function is called: to draw them costs the page nothing then. */
  prepareCrowd(count: number): () => void {
    const { peers } = this.#snapshot;
    const crowd = Array.from({ length: count }, (_, index) => this.#createPeer(peers.length + index));
    return () => this.#change({ peers: [...peers, ...crowd] });
  }

  #createLobby(entry: LobbyFacts['entry']): LobbyFacts {
    const isOpen = entry === 'free';
    return { entry, readiness: 'hot', people: isOpen ? NAMES.slice(0, this.#options.others) : [] };
  }

  /** Somebody else is heard now. */
  speak(index: number): void {
    const peer = this.#snapshot.peers[index % Math.max(1, this.#snapshot.peers.length)];
    this.#change({ speakerIds: peer ? [peer.peerId] : [] });
  }

  #show(trackId: string, track: MediaStreamTrack): void {
    this.#drawn.add(track);
    this.tracks.put(trackId, track);
  }

  #createPeer(index: number): RemotePeer {
    const { hasScreen, hasHands, hasTroubles, ratio, voice, names = NAMES } = this.#options;
    const peerId = `0199bbbb-0000-7000-8000-${String(index).padStart(12, '0')}`;
    // As in a real call nothing comes of those who are on no page that is shown.
    const hasPicture = index % 3 !== 2 && index < 49;
    if (hasPicture) this.#show(`${peerId}:camera`, this.#studio.film(index, ratio));
    if (voice) this.tracks.put(`${peerId}:microphone`, voice);
    const shows = hasScreen && index === 0;
    if (shows) this.#show(`${peerId}:screen`, drawSlide());
    return {
      peerId,
      displayName: names[index % names.length] ?? '',
      connected: index !== 3,
      role: index === 0 ? 'host' : 'speaker',
      ...(hasTroubles && { quality: { level: 'poor', cause: TROUBLES[index % TROUBLES.length] } as const }),
      ...(hasHands && index % 3 === 1 && { handRaised: 20 - index }),
      sources: [
        { source: 'microphone', muted: index % 4 === 2, ...(voice && { trackId: `${peerId}:microphone` }) },
        { source: 'camera', muted: !hasPicture, trackId: `${peerId}:camera` },
        ...(shows ? [{ source: 'screen', muted: false, trackId: `${peerId}:screen` } as const] : []),
      ],
    };
  }

  #createChat(peers: readonly RemotePeer[]): CallSnapshot['chat'] {
    return LINES.map(({ from, text }, index) => {
      const peer = from === 'self' ? undefined : peers[from];
      return {
        id: `line-${index}`,
        peerId: peer?.peerId ?? SELF,
        displayName: peer?.displayName ?? this.#snapshot.self.displayName,
        text,
        at: Date.UTC(2026, 10, 20, 9, index * 2),
        isOwn: from === 'self',
        state: 'sent',
      };
    });
  }

  #changeSelf(source: 'microphone' | 'camera', state: LocalSource): void {
    this.#change({ self: { ...this.#snapshot.self, [source]: state } });
  }

  #change(change: Partial<DrawnCall>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}
