import type { EndReason, Params, Reaction, Readiness } from '@confab/protocol';
import { ProtocolError, roomId as roomIdSchema } from '@confab/protocol';
import type { BrowserPorts } from './BrowserPorts.ts';
import { createBrowserPorts } from './BrowserPorts.ts';
import { CallRoom } from './CallRoom.ts';
import type { OwnSources } from './CallRoom.ts';
import type { CallProblem, CallSnapshot, CallState } from './CallSnapshot.ts';
import type { ConnectionCheck } from './connection/checkConnection.ts';
import { checkConnection } from './connection/checkConnection.ts';
import { DeviceManager } from './devices/DeviceManager.ts';
import type { LocalSourceOptions } from './devices/LocalSource.ts';
import { LocalSource } from './devices/LocalSource.ts';
import { Notices } from './devices/Notices.ts';
import { DirectCall } from './direct/DirectCall.ts';
import { Outgoing } from './direct/Outgoing.ts';
import { ShownTracks } from './direct/ShownTracks.ts';
import type { EffectsControls } from './effects/CallEffects.ts';
import { CallEffects } from './effects/CallEffects.ts';
import type { NoiseSuppressionFiles, SegmentationFiles } from './effects/EffectsPort.ts';
import type { RepairNote } from './health/CallHealth.ts';
import { CallHealth } from './health/CallHealth.ts';
import { frugalStep, stepGovernor, unhurried } from './governor/stepGovernor.ts';
import { toLoad } from './governor/toLoad.ts';
import { Listeners } from './Listeners.ts';
import { JoinWatch } from './lobby/JoinWatch.ts';
import type { Prepared } from './lobby/Lobby.ts';
import { Lobby } from './lobby/Lobby.ts';
import { CallMedia } from './media/CallMedia.ts';
import type { Moderation } from './room/Moderation.ts';
import { createModeration } from './room/Moderation.ts';
import { newMessageId } from './room/newMessageId.ts';
import type { CaptionHeard, ReactionHeard } from './room/RoomTalk.ts';
import { RoomTalk } from './room/RoomTalk.ts';
import type { Ask } from './signaling/SignalingClient.ts';
import { SignalingClient } from './signaling/SignalingClient.ts';
import type { ShownPictures } from './media/ShownStreams.ts';
import { ShownStreams } from './media/ShownStreams.ts';
import { ScreenShare } from './screen/ScreenShare.ts';
import type { CallReport } from './statistics/makeReport.ts';
import { makeReport } from './statistics/makeReport.ts';
import type { RawStats } from './statistics/RawStats.ts';
import { StatisticsWatch } from './statistics/StatisticsWatch.ts';
import { OtherTabs } from './tabs/OtherTabs.ts';
import { toCallSnapshot } from './toCallSnapshot.ts';
import { TrackRegistry } from './TrackRegistry.ts';

export type CallSessionOptions = {
  readonly roomId: string;
  /** May be set later, before `join`. */
  readonly displayName?: string;
  /** `ws:` or `wss:`; see toSignalingUrl. */
  readonly signalingUrl: string;
  /** A join token, for rooms that ask for one. */
  readonly token?: string;
  /** The token was renewed: a later call, after a reload for example, needs this one. */
  readonly onToken?: (token: string) => void;
  /** Whether two may talk without the server in between, which shows each the other's addresses. They may unless said otherwise. */
  readonly isDirectAllowed?: boolean;
  /** Without these there is no strong noise suppression. */
  readonly noiseSuppression?: NoiseSuppressionFiles;
  /** Without these a background is blurred with the person in front of it, or not at all. */
  readonly segmentation?: SegmentationFiles;
  /** What is switched on from the start; both are unless said otherwise. */
  readonly wanted?: { readonly microphone?: boolean; readonly camera?: boolean };
  /** How much is done before the click, where the room allows it: everything (`hot`) unless said otherwise. */
  readonly prepare?: Readiness;
};

/** One call, from the lobby until it is left: intents in, snapshots out. A new call is a new session. */
export class CallSession {
  readonly tracks = new TrackRegistry();
  /** For hosts; everybody else is refused. */
  readonly moderation: Moderation;
  /** What is done to the own sound and picture before it goes out, in the lobby and in the call. */
  readonly effects: EffectsControls;
  readonly #effects: CallEffects;
  readonly #options: CallSessionOptions;
  readonly #ports: BrowserPorts;
  readonly #listeners = new Listeners();
  readonly #devices: DeviceManager;
  readonly #notices = new Notices(() => this.#changed());
  readonly #screen: ScreenShare;
  readonly #sources: OwnSources;
  readonly #media: CallMedia;
  readonly #outgoing = new Outgoing(() => this.#direct.outgoingChanged());
  readonly #shown = new ShownTracks(this.tracks);
  readonly #direct: DirectCall;
  readonly #talk: RoomTalk;
  readonly #onScreen: ShownStreams;
  readonly #health: CallHealth;
  readonly #room: CallRoom;
  readonly #joinWatch: JoinWatch;
  #lobby: Lobby | undefined;
  readonly #statistics: StatisticsWatch;
  readonly #otherTabs: OtherTabs;
  #governor = unhurried;
  #signaling: SignalingClient | undefined;
  #state: CallState = 'lobby';
  #problem: CallProblem | undefined;
  #endedBecause: EndReason | undefined;
  #displayName: string;
  #snapshot: CallSnapshot;
  #stopListening: (() => void) | undefined;
  #joining: Promise<void> | undefined;
  #settleJoin: () => void = () => undefined;

  constructor(options: CallSessionOptions, ports: Partial<BrowserPorts> = {}) {
    this.#options = options;
    this.#ports = { ...createBrowserPorts(), ...ports };
    this.#displayName = options.displayName ?? '';
    this.#devices = new DeviceManager({
      port: this.#ports.devices,
      onChange: this.#changed,
      onDefaultMicrophone: (groupId) => void this.#sources.microphone.followDefault(groupId),
      onSpeakerLost: () => this.#notices.add({ what: 'fellBack', of: 'speaker' }),
    });
    this.#screen = new ScreenShare({
      display: this.#ports.display,
      createSource: (source) => this.#createSource(source),
      onChange: this.#changed,
    });
    this.#sources = {
      microphone: this.#createDeviceSource('microphone'),
      camera: this.#createDeviceSource('camera'),
      screen: this.#screen.video,
      screenAudio: this.#screen.audio,
    };
    this.#effects = this.#createEffects();
    this.effects = this.#effects;
    this.#media = this.#createMedia();
    this.#direct = this.#createDirect();
    this.moderation = createModeration(this.#ask);
    this.#talk = new RoomTalk({
      ask: this.#ask,
      clock: this.#ports.clock,
      newMessageId,
      nowMs: Date.now,
      onChange: this.#changed,
    });
    this.#onScreen = new ShownStreams({
      ask: this.#ask,
      clock: this.#ports.clock,
      isBySfu: () => this.#direct.isUnused,
      isHere: (peerId) => this.#room.view?.peers.some((peer) => peer.peerId === peerId) ?? false,
    });
    this.#health = this.#createHealth();
    this.#statistics = this.#createStatistics();
    this.#otherTabs = this.#createOtherTabs();
    this.#room = new CallRoom({
      media: this.#media,
      health: this.#health,
      direct: this.#direct,
      sources: this.#sources,
      talk: this.#talk,
      statistics: this.#statistics,
      resync: () => this.#signaling?.resync(),
      onWaiting: () => this.#wait(),
      onJoined: () => this.#enter(),
      onDismissed: (reason) => this.#dismiss(reason),
      onEnded: (problem) => this.#end('error', problem),
      onChange: this.#changed,
    });
    this.#joinWatch = new JoinWatch({
      clock: this.#ports.clock,
      arrivals: () => this.#media.arrivalsBySfu(),
      ask: this.#ask,
      onChange: this.#changed,
    });
    this.#snapshot = this.#takeSnapshot();
  }

  /** The same object until something changes; with `subscribe` it fits React's useSyncExternalStore. */
  getSnapshot = (): CallSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /** Asks for the devices and starts the preview. Never rejects: what cannot be had stands in the snapshot. */
  async openLobby(): Promise<void> {
    if (this.#state !== 'lobby') return;
    this.#start();
    // On its way while the person finds the button; `join` tells if it cannot be had.
    this.#ports.loadEngine().catch(() => undefined);
    // Not for who joins at once.
    queueMicrotask(() => this.#enterLobby());
    await Promise.all([this.#sources.microphone.openPreview(), this.#sources.camera.openPreview()]);
  }

  #enterLobby(): void {
    const { prepare: upTo = 'hot', signalingUrl: url, token } = this.#options;
    const roomId = roomIdSchema.safeParse(this.#options.roomId);
    const isPossible = this.#ports.page.obstacle() === undefined && roomId.success;
    if (this.#state !== 'lobby' || this.#lobby || upTo === 'cold' || !isPossible) return;
    this.#lobby = new Lobby({
      ...this.#ports,
      url,
      roomId: roomId.data,
      token,
      upTo,
      media: this.#media,
      onChange: this.#changed,
    });
    this.#changed();
  }

  /** Has no effect once the call is joined. */
  setDisplayName(name: string): void {
    if (this.#state !== 'lobby') return;
    this.#displayName = name;
    this.#otherTabs.rename(name);
    this.#changed();
  }

  /** Resolves when in the call, or when it cannot be joined or was left: see the snapshot. Never rejects. */
  join(): Promise<void> {
    if (this.#joining || this.#state !== 'lobby') return this.#joining ?? Promise.resolve();
    this.#joining = new Promise((resolve) => (this.#settleJoin = resolve));
    this.#connect();
    return this.#joining;
  }

  /** Gives up the seat, the devices and everything else. Safe to call twice. */
  leave(): void {
    this.#end('left');
  }

  /** Off is off at once. On is on when the room has confirmed it; without connection it waits for one. */
  setMicrophone(on: boolean): Promise<void> {
    this.#otherTabs.forgetQuiet();
    if (on) this.#talk.dismissUnmuteAsk();
    return this.#sources.microphone.setWanted(on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#sources.camera.setWanted(on);
  }

  /** Asks the person what to show, each time. Resolves when it is shown, or is not; in the call only. */
  setScreen(on: boolean): Promise<void> {
    if (!on) return this.#screen.stop();
    return this.#state === 'in-call' ? this.#screen.start() : Promise.resolve();
  }

  selectMicrophone(deviceId: string): Promise<void> {
    return this.#sources.microphone.pickDevice(deviceId);
  }

  selectCamera(deviceId: string): Promise<void> {
    return this.#sources.camera.pickDevice(deviceId);
  }

  /** Remembered in the snapshot; the page applies it to the elements that play. */
  selectSpeaker(deviceId: string): void {
    this.#devices.selectSpeaker(deviceId);
  }

  /** Whether a call works from here: of the lobby's transports, or the call's. Takes five seconds at most, and never rejects. */
  checkConnection(): Promise<ConnectionCheck> {
    return checkConnection({
      clock: this.#ports.clock,
      collect: this.#collect,
      microphone: () => this.tracks.get('self:microphone'),
      openMeter: this.#ports.openMeter,
    });
  }

  /** Has the other tab leave the call and goes on here, with the microphone as it was there. See `otherTab`. */
  takeOver(): void {
    this.#otherTabs.takeOver();
  }

  /** The person has read it. */
  dismissNotice(id: number): void {
    this.#notices.dismiss(id);
  }

  /**
   * Says what the page shows of the others' pictures, each time only what has changed: no more than that is sent to it. What
   * was never named is taken for shown as large as it comes; a page that says nothing gets everything.
   */
  showing(pictures: ShownPictures): void {
    this.#onScreen.show(pictures);
  }

  /** Stands in the snapshot at once, as `sending`; goes out once and in order, however often the connection is lost. */
  sendChat(text: string): void {
    if (this.#state === 'in-call') this.#talk.chat.send(text);
  }

  react(reaction: Reaction): void {
    this.#talk.react(reaction);
  }

  onReaction(listener: (heard: ReactionHeard) => void): () => void {
    return this.#talk.onReaction(listener);
  }

  /** Shows the others what was understood of the own microphone; of a muted one nothing goes out. */
  caption(caption: Params<'caption'>): void {
    if (this.#snapshot.self.microphone.actual === 'on') this.#talk.caption(caption);
  }

  onCaption(listener: (heard: CaptionHeard) => void): () => void {
    return this.#talk.onCaption(listener);
  }

  /** @throws ProtocolError `unavailable` without connection; the snapshot shows what the room knows. */
  setHand(raised: boolean): Promise<void> {
    return this.#talk.setHand(raised);
  }

  dismissUnmuteAsk(): void {
    this.#talk.dismissUnmuteAsk();
  }

  #createDeviceSource(source: 'microphone' | 'camera'): LocalSource {
    return this.#createSource({
      source,
      isWanted: this.#options.wanted?.[source] ?? true,
      devices: this.#devices,
      onNotice: (what, label) => {
        if (what === 'effectFailed') this.#effects.fail(source);
        this.#notices.add({ what, of: source, ...(label !== undefined && { label }) });
      },
    });
  }

  #createEffects(): CallEffects {
    const { microphone, camera } = this.#sources;
    const { noiseSuppression, segmentation } = this.#options;
    return new CallEffects({
      port: this.#ports.effects,
      files: noiseSuppression,
      segmentation,
      microphone,
      camera,
      onChange: this.#changed,
    });
  }

  #createSource(options: Pick<LocalSourceOptions, 'source' | 'isWanted' | 'devices' | 'onNotice'>): LocalSource {
    return new LocalSource({
      ...options,
      tracks: this.tracks,
      ask: this.#ask,
      clock: this.#ports.clock,
      onChange: this.#changed,
    });
  }

  /** What was done of late about media that did not arrive, oldest first. */
  get repairs(): readonly RepairNote[] {
    return this.#health.notes;
  }

  /** What flows, as numbers, for who wants to look closer. */
  get statistics(): Pick<StatisticsWatch, 'subscribe'> {
    return this.#statistics;
  }

  /** The call as plain data, to be saved: no addresses, no chat, and names only where everyone agrees. */
  makeReport(options: { readonly withNames: boolean }): CallReport {
    return makeReport(
      {
        snapshot: this.#snapshot,
        statistics: this.#statistics.last,
        repairs: this.repairs,
        madeAt: new Date(),
        userAgent: this.#ports.page.userAgent(),
        brokenFrames: this.#signaling?.faults ?? 0,
      },
      options,
    );
  }

  #createOtherTabs(): OtherTabs {
    return new OtherTabs({
      port: this.#ports.tabs,
      roomId: this.#options.roomId,
      tabId: newMessageId(),
      nowMs: Date.now,
      isMicrophoneWanted: () => this.#sources.microphone.state.wanted,
      onQuiet: () => void this.#sources.microphone.setWanted(false),
      onTaken: (isWanted) => void this.#sources.microphone.setWanted(isWanted),
      onHandOver: () => this.#end('error', 'replaced'),
      onChange: this.#changed,
    });
  }

  readonly #collect = async (): Promise<readonly RawStats[]> =>
    (await Promise.all([this.#media.collect(), this.#direct.collect()])).flatMap((stats) => stats ?? []);

  #createStatistics(): StatisticsWatch {
    return new StatisticsWatch({
      clock: this.#ports.clock,
      collect: this.#collect,
      facts: () => ({
        isServerLost: this.#media.isServerLost,
        isPathLost: this.#media.status === 'repairing' && this.#direct.isUnused,
      }),
      onSample: (sample) => {
        this.#governor = stepGovernor(this.#governor, toLoad(sample, this.#effects.hasSpare));
        this.#effects.setFrugal(frugalStep(this.#governor));
        this.#changed();
      },
      onChange: this.#changed,
    });
  }

  #createHealth(): CallHealth {
    return new CallHealth({
      clock: this.#ports.clock,
      ask: this.#ask,
      media: this.#media,
      view: () => this.#room.view,
      isBySfu: () => this.#direct.isUnused,
      isHidden: (trackId) => this.#onScreen.isHidden(trackId),
      isVisible: () => this.#ports.page.isVisible(),
      onChange: this.#changed,
    });
  }

  #createMedia(): CallMedia {
    return new CallMedia({
      loadEngine: this.#ports.loadEngine,
      tracks: this.#shown,
      ask: this.#ask,
      clock: this.#ports.clock,
      onEngine: (made) => {
        if (made) this.#joinWatch.mark('engine');
        const isDirect = this.#direct.isCarrying;
        const engine = this.#outgoing.useEngine(made, isDirect);
        for (const source of Object.values(this.#sources)) source.useEngine(engine, isDirect);
        if (engine) this.#onScreen.startAnew();
      },
      onBroken: () => this.#signaling?.resync(),
      // Who is not in the call yet may still decide against it.
      onUnsupported: () => this.#state !== 'lobby' && this.#end('error', 'noWebRtc'),
      onChange: this.#changed,
    });
  }

  #createDirect(): DirectCall {
    return new DirectCall({
      isAllowed: this.#options.isDirectAllowed ?? true,
      openLink: this.#ports.openDirectLink,
      ask: this.#ask,
      clock: this.#ports.clock,
      shown: this.#shown,
      outgoing: this.#outgoing,
      iceServers: () => this.#media.iceServers,
      countBySfu: (trackId) => this.#media.countBySfu(trackId),
      onChange: () => {
        this.#onScreen.look();
        if (!this.#direct.isCarrying) for (const source of Object.values(this.#sources)) source.loseDirect();
        this.#changed();
      },
    });
  }

  readonly #ask: Ask = (method, params) =>
    this.#signaling?.ask(method, params) ??
    this.#lobby?.ask(method, params) ??
    Promise.reject(new ProtocolError('unavailable', 'not connected'));

  #start(): void {
    this.#devices.start();
    this.#otherTabs.start(this.#displayName);
    this.#stopListening ??= this.#listenToPage();
  }

  #listenToPage(): () => void {
    const { page } = this.#ports;
    const stops = [
      page.onGone(() => this.leave()),
      page.onWake(() => {
        this.#sources.microphone.wake();
        this.#sources.camera.wake();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  #connect(): void {
    const { page, openSocket, clock, random } = this.#ports;
    const obstacle = page.obstacle();
    const roomId = roomIdSchema.safeParse(this.#options.roomId);
    if (obstacle || !roomId.success) {
      this.#end('error', obstacle ?? 'badRoom');
      return;
    }
    this.#start();
    this.#joinWatch.click(this.#lobby?.facts.readiness ?? 'cold');
    const prepared = this.#leaveLobby();
    this.#state = 'joining';
    this.#otherTabs.enter(this.#displayName);
    for (const source of Object.values(this.#sources)) source.enterCall();
    this.#signaling = new SignalingClient({
      url: this.#options.signalingUrl,
      roomId: roomId.data,
      displayName: this.#displayName,
      token: this.#options.token,
      onToken: this.#options.onToken,
      openSocket,
      clock,
      page,
      random,
      progress: () => ({ lastSeq: this.#room.view?.seq ?? 0, mediaEpoch: this.#media.epoch }),
      listener: this.#room,
      prepared,
    });
    this.#changed();
  }

  #leaveLobby(): Prepared | undefined {
    return this.#lobby?.handOver((source) => this.#sources[source].startsMuted);
  }

  #wait(): void {
    this.#state = 'waiting';
    this.#changed();
  }

  #dismiss(reason: EndReason): void {
    this.#endedBecause = reason;
    this.#end('left');
  }

  #enter(): void {
    this.#state = 'in-call';
    this.#joinWatch.seated();
    this.#lobby?.forgetStandIns();
    this.#health.start();
    this.#statistics.start();
    this.#settleJoin();
    this.#changed();
  }

  #end(state: 'left' | 'error', problem?: CallProblem): void {
    if (this.#state === 'left' || this.#state === 'error') return;
    this.#state = state;
    this.#problem = problem;
    this.#stopListening?.();
    this.#lobby?.close();
    this.#joinWatch.close();
    this.#signaling?.close();
    this.#direct.close();
    this.#health.close();
    this.#statistics.close();
    this.#otherTabs.close();
    this.#onScreen.close();
    this.#talk.goOffline();
    this.#media.close();
    this.#sources.microphone.close();
    this.#sources.camera.close();
    this.#screen.close();
    this.#devices.close();
    this.#settleJoin();
    this.#changed();
  }

  readonly #changed = (): void => {
    const snapshot = this.#takeSnapshot();
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#listeners.tell();
  };

  get #mediaState(): CallSnapshot['media'] {
    if (this.#state === 'lobby') return 'connecting';
    const { status } = this.#media;
    return this.#health.isRepairing && status === 'connected' ? 'repairing' : status;
  }

  #takeSnapshot(): CallSnapshot {
    const isOver = this.#state === 'left' || this.#state === 'error';
    return toCallSnapshot(this.#snapshot, {
      state: this.#state,
      problem: this.#problem,
      endedBecause: this.#endedBecause,
      signaling: this.#room.isAway && !isOver ? 'reconnecting' : 'connected',
      lobby: this.#state === 'lobby' ? this.#lobby?.facts : undefined,
      joinMs: this.#joinWatch.joinMs,
      media: this.#mediaState,
      topology: isOver ? 'sfu' : this.#direct.topology,
      quality: this.#statistics.quality,
      peerQuality: (peerId) => this.#statistics.qualityOf(peerId),
      frugal: frugalStep(this.#governor),
      otherTab: !isOver && this.#otherTabs.isThere,
      notices: this.#notices.list,
      effects: this.#effects.state,
      displayName: this.#displayName,
      unheardBy: (source) => this.#health.unheardBy(source),
      microphone: this.#sources.microphone.state,
      camera: this.#sources.camera.state,
      screen: this.#screen.state,
      room: isOver ? undefined : this.#room.view,
      talk: this.#talk,
      hasTrack: (trackId) => this.tracks.get(trackId) !== undefined,
      speakerIds: isOver ? [] : (this.#direct.speakerIds ?? this.#room.speakerIds),
      devices: this.#devices.list,
    });
  }
}
