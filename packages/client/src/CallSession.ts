import type { Params, Reaction } from '@confab/protocol';
import type { BrowserPorts } from './BrowserPorts.ts';
import { createBrowserPorts } from './BrowserPorts.ts';
import { CallLife } from './CallLife.ts';
import type { CallSessionOptions } from './CallSessionOptions.ts';
import type { CallSnapshot } from './CallSnapshot.ts';
import type { ConnectionCheck } from './connection/checkConnection.ts';
import { checkConnection } from './connection/checkConnection.ts';
import type { Parts } from './createParts.ts';
import type { EffectsControls } from './effects/CallEffects.ts';
import type { RepairNote } from './health/RepairLog.ts';
import { Listeners } from './Listeners.ts';
import type { ShownPictures } from './media/ShownStreams.ts';
import type { Moderation } from './room/Moderation.ts';
import { createModeration } from './room/Moderation.ts';
import type { CaptionHeard, ReactionHeard } from './room/RoomTalk.ts';
import type { CallReport } from './statistics/makeReport.ts';
import { makeReport } from './statistics/makeReport.ts';
import type { StatisticsWatch } from './statistics/StatisticsWatch.ts';
import { takeSnapshot } from './takeSnapshot.ts';
import { TrackRegistry } from './TrackRegistry.ts';

export type { CallSessionOptions } from './CallSessionOptions.ts';

/** One call, from the lobby until it is left: intents in, snapshots out. A new call is a new session. */
export class CallSession {
  readonly tracks = new TrackRegistry();
  /** For hosts; everybody else is refused. */
  readonly moderation: Moderation;
  /** What is done to the own sound and picture before it goes out, in the lobby and in the call. */
  readonly effects: EffectsControls;
  readonly #ports: BrowserPorts;
  readonly #listeners = new Listeners();
  readonly #life: CallLife;
  readonly #parts: Parts;
  #snapshot: CallSnapshot;

  constructor(options: CallSessionOptions, ports: Partial<BrowserPorts> = {}) {
    this.#ports = { ...createBrowserPorts(), ...ports };
    this.#life = new CallLife({
      session: options,
      ports: this.#ports,
      tracks: this.tracks,
      onChange: () => this.#changed(),
    });
    this.#parts = this.#life.parts;
    this.effects = this.#parts.own.effects;
    this.moderation = createModeration(this.#life.ask);
    this.#snapshot = takeSnapshot(undefined, this.#life, this.tracks);
  }

  /** The same object until something changes; with `subscribe` it fits React's useSyncExternalStore. */
  getSnapshot = (): CallSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /** Asks for the devices and starts the preview. Never rejects: what cannot be had stands in the snapshot. */
  openLobby(): Promise<void> {
    return this.#life.openLobby();
  }

  /** Has no effect once the call is joined. */
  setDisplayName(name: string): void {
    this.#life.rename(name);
  }

  /** Resolves when in the call, or when it cannot be joined or was left: see the snapshot. Never rejects. */
  join(): Promise<void> {
    return this.#life.join();
  }

  /** Gives up the seat, the devices and everything else. Safe to call twice. */
  leave(): void {
    this.#life.leave();
  }

  /** Off is off at once. On is on when the room has confirmed it; without connection it waits for one. */
  setMicrophone(on: boolean): Promise<void> {
    const { own, talk, otherTabs } = this.#parts;
    otherTabs.forgetQuiet();
    if (on) talk.dismissUnmuteAsk();
    return own.sources.microphone.setWanted(on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#parts.own.sources.camera.setWanted(on);
  }

  /** Asks the person what to show, each time. Resolves when it is shown, or is not; in the call only. */
  setScreen(on: boolean): Promise<void> {
    const { screen } = this.#parts.own;
    if (!on) return screen.stop();
    return this.#life.state === 'in-call' ? screen.start() : Promise.resolve();
  }

  selectMicrophone(deviceId: string): Promise<void> {
    return this.#parts.own.sources.microphone.pickDevice(deviceId);
  }

  selectCamera(deviceId: string): Promise<void> {
    return this.#parts.own.sources.camera.pickDevice(deviceId);
  }

  /** Remembered in the snapshot; the page applies it to the elements that play. */
  selectSpeaker(deviceId: string): void {
    this.#parts.own.devices.selectSpeaker(deviceId);
  }

  /** Whether a call works from here: of the lobby's transports, or the call's. Takes five seconds at most, and never rejects. */
  checkConnection(): Promise<ConnectionCheck> {
    return checkConnection({
      clock: this.#ports.clock,
      collect: this.#parts.paths.collect,
      microphone: () => this.tracks.get('self:microphone'),
      openMeter: this.#ports.openMeter,
    });
  }

  /** Has the other tab leave the call and goes on here, with the microphone as it was there. See `otherTab`. */
  takeOver(): void {
    this.#parts.otherTabs.takeOver();
  }

  /** The person has read it. */
  dismissNotice(id: number): void {
    this.#parts.own.notices.dismiss(id);
  }

  /**
   * Says what the page shows of the others' pictures, each time only what has changed: no more than that is sent to it. What
   * was never named is taken for shown as large as it comes; a page that says nothing gets everything.
   */
  showing(pictures: ShownPictures): void {
    this.#parts.paths.onScreen.show(pictures);
  }

  /** Stands in the snapshot at once, as `sending`; goes out once and in order, however often the connection is lost. */
  sendChat(text: string): void {
    if (this.#life.state === 'in-call') this.#parts.talk.chat.send(text);
  }

  react(reaction: Reaction): void {
    this.#parts.talk.react(reaction);
  }

  onReaction(listener: (heard: ReactionHeard) => void): () => void {
    return this.#parts.talk.onReaction(listener);
  }

  /** Shows the others what was understood of the own microphone; of a muted one nothing goes out. */
  caption(caption: Params<'caption'>): void {
    if (this.#snapshot.self.microphone.actual === 'on') this.#parts.talk.caption(caption);
  }

  onCaption(listener: (heard: CaptionHeard) => void): () => void {
    return this.#parts.talk.onCaption(listener);
  }

  /** @throws ProtocolError `unavailable` without connection; the snapshot shows what the room knows. */
  setHand(raised: boolean): Promise<void> {
    return this.#parts.talk.setHand(raised);
  }

  dismissUnmuteAsk(): void {
    this.#parts.talk.dismissUnmuteAsk();
  }

  /** What was done of late about media that did not arrive, or would not any more, and why; oldest first. */
  get repairs(): readonly RepairNote[] {
    return this.#parts.paths.media.repairs.notes;
  }

  /** What flows, as numbers, for who wants to look closer. */
  get statistics(): Pick<StatisticsWatch, 'subscribe'> {
    return this.#parts.watch.statistics;
  }

  /** The call as plain data, to be saved: no addresses, no chat, and names only where everyone agrees. */
  makeReport(options: { readonly withNames: boolean }): CallReport {
    return makeReport(
      {
        snapshot: this.#snapshot,
        statistics: this.#parts.watch.statistics.last,
        repairs: this.repairs,
        madeAt: new Date(),
        userAgent: this.#ports.page.userAgent(),
        brokenFrames: this.#life.brokenFrames,
      },
      options,
    );
  }

  #changed(): void {
    const snapshot = takeSnapshot(this.#snapshot, this.#life, this.tracks);
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#listeners.tell();
  }
}
