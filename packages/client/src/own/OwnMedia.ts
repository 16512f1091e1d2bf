import type { BrowserPorts } from '../BrowserPorts.ts';
import type { OwnSources } from '../CallRoom.ts';
import type { CallSessionOptions } from '../CallSessionOptions.ts';
import { DeviceManager } from '../devices/DeviceManager.ts';
import type { LocalSourceOptions } from '../devices/LocalSource.ts';
import { LocalSource } from '../devices/LocalSource.ts';
import { Notices } from '../devices/Notices.ts';
import { CallEffects } from '../effects/CallEffects.ts';
import type { MediaEngine } from '../media/MediaEngine.ts';
import { ScreenShare } from '../screen/ScreenShare.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';

export type OwnMediaOptions = {
  readonly session: Pick<CallSessionOptions, 'wanted' | 'noiseSuppression' | 'segmentation'>;
  readonly ports: Pick<BrowserPorts, 'devices' | 'display' | 'effects' | 'clock' | 'page'>;
  readonly tracks: TrackRegistry;
  readonly ask: Ask;
  readonly onChange: () => void;
};

type SourceOptions = Pick<LocalSourceOptions, 'source' | 'isWanted' | 'devices' | 'onNotice'>;

/** What the person here can send: the devices, the screen, what is done to them, and what has happened to them by itself. */
export class OwnMedia {
  readonly devices: DeviceManager;
  readonly notices: Notices;
  readonly screen: ScreenShare;
  readonly sources: OwnSources;
  readonly effects: CallEffects;
  readonly #options: OwnMediaOptions;

  constructor(options: OwnMediaOptions) {
    const { session, ports, onChange } = options;
    this.#options = options;
    this.notices = new Notices(onChange);
    this.devices = new DeviceManager({
      port: ports.devices,
      onChange,
      onDefaultMicrophone: (groupId) => void this.sources.microphone.followDefault(groupId),
      onAvailable: (kind, after) => this.sources[kind === 'audio' ? 'microphone' : 'camera'].retryAfter(after),
      onSpeakerLost: () => this.notices.add({ what: 'fellBack', of: 'speaker' }),
    });
    this.screen = new ScreenShare({
      display: ports.display,
      createSource: (source) => this.#createSource(source),
      onChange,
    });
    this.sources = {
      microphone: this.#createDeviceSource('microphone'),
      camera: this.#createDeviceSource('camera'),
      screen: this.screen.video,
      screenAudio: this.screen.audio,
    };
    this.effects = new CallEffects({
      port: ports.effects,
      files: session.noiseSuppression,
      segmentation: session.segmentation,
      microphone: this.sources.microphone,
      camera: this.sources.camera,
      onBackgroundReplaced: () => this.notices.add({ what: 'effectReplaced', of: 'camera' }),
      onChange,
    });
  }

  /** Resolves when what is wanted is there, or has failed. */
  async openPreview(): Promise<void> {
    await Promise.all([this.sources.microphone.openPreview(), this.sources.camera.openPreview()]);
  }

  /** The page is seen again. */
  wake(): void {
    this.sources.microphone.wake();
    this.sources.camera.wake();
  }

  enterCall(): void {
    for (const source of Object.values(this.sources)) source.enterCall();
  }

  stayOutside(): void {
    for (const source of Object.values(this.sources)) source.stayOutside();
  }

  useEngine(engine: MediaEngine | undefined, isDirect: boolean): void {
    for (const source of Object.values(this.sources)) source.useEngine(engine, isDirect);
  }

  loseDirect(): void {
    for (const source of Object.values(this.sources)) source.loseDirect();
  }

  close(): void {
    this.sources.microphone.close();
    this.sources.camera.close();
    this.screen.close();
    this.devices.close();
  }

  #createDeviceSource(source: 'microphone' | 'camera'): LocalSource {
    return this.#createSource({
      source,
      isWanted: this.#options.session.wanted?.[source] ?? true,
      devices: this.devices,
      onNotice: (what, label) => {
        if (what === 'effectFailed') this.effects.failVoice();
        if (what === 'effectReplaced') this.effects.failBackground();
        this.notices.add({ what, of: source, ...(label !== undefined && { label }) });
      },
    });
  }

  #createSource(options: SourceOptions): LocalSource {
    const { tracks, ask, ports, onChange } = this.#options;
    const isSeen = () => ports.page.isVisible();
    return new LocalSource({ ...options, tracks, ask, clock: ports.clock, onChange, isSeen });
  }
}
