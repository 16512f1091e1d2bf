import type { LocalScreen } from '../CallSnapshot.ts';
import type { LocalSource, LocalSourceOptions } from '../devices/LocalSource.ts';
import { toDeviceFault } from '../devices/DevicePort.ts';
import type { DisplayPort } from './DisplayPort.ts';
import { PickedTracks } from './PickedTracks.ts';

export type ScreenShareOptions = {
  readonly display: DisplayPort;
  readonly createSource: (options: Pick<LocalSourceOptions, 'source' | 'isWanted' | 'devices'>) => LocalSource;
  readonly onChange: () => void;
};

/** What the person shows of the screen: its picture and, where there is one, its sound. */
export class ScreenShare {
  readonly video: LocalSource;
  readonly audio: LocalSource;
  readonly #options: ScreenShareOptions;
  readonly #picked = new PickedTracks();
  #fault: LocalScreen['fault'];
  #isPicking = false;
  #isOwnTab = false;
  #isClosed = false;

  constructor(options: ScreenShareOptions) {
    this.#options = options;
    const { createSource } = options;
    this.video = createSource({ source: 'screen', isWanted: false, devices: this.#picked });
    this.audio = createSource({ source: 'screenAudio', isWanted: false, devices: this.#picked });
  }

  get state(): Omit<LocalScreen, 'room'> {
    const state = this.video.state;
    if (this.#isPicking && state.actual === 'off') return { wanted: true, actual: 'starting', isOwnTab: false };
    if (this.#fault) return { wanted: false, actual: 'failed', fault: this.#fault, isOwnTab: false };
    return { ...state, isOwnTab: state.wanted && this.#isOwnTab };
  }

  /** Asks what to show, every time. Never rejects: whoever declines to choose shows nothing, other faults stand in the state. */
  async start(): Promise<void> {
    if (this.#isPicking || this.#isClosed) return;
    this.#setPicking(true);
    try {
      await this.#pick();
    } catch (cause) {
      const fault = toDeviceFault(cause);
      this.#fault = fault === 'denied' ? undefined : fault;
    }
    this.#setPicking(false);
    if (this.video.state.actual === 'failed') await this.stop();
  }

  async stop(): Promise<void> {
    this.#fault = undefined;
    await Promise.all([this.video.setWanted(false), this.audio.setWanted(false)]);
  }

  close(): void {
    this.#isClosed = true;
    this.video.close();
    this.audio.close();
  }

  async #pick(): Promise<void> {
    this.#fault = undefined;
    const { video, audio, isOwnTab } = await this.#options.display.pick();
    if (this.#isClosed) {
      video.stop();
      audio?.stop();
      return;
    }
    // The browser's own button to stop it, or the window that was shown is gone. Heard before the source hears it.
    video.addEventListener('ended', () => void this.stop());
    this.#isOwnTab = isOwnTab;
    this.#picked.put('video', video);
    this.#picked.put('audio', audio);
    this.#isPicking = false;
    void this.audio.setWanted(audio !== undefined);
    await this.video.setWanted(true);
  }

  #setPicking(isPicking: boolean): void {
    this.#isPicking = isPicking;
    this.#options.onChange();
  }
}
