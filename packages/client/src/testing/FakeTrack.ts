import type { MediaKind } from '@confab/protocol';

/** A track that carries nothing. Unplug it with `end`. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly id: string;
  readonly kind: MediaKind;
  readonly label = 'fake';
  readonly muted = false;
  contentHint = '';
  enabled = true;
  readyState: MediaStreamTrackState = 'live';
  onended = null;
  onmute = null;
  onunmute = null;
  readonly #deviceId: string;

  constructor(kind: MediaKind, deviceId: string) {
    super();
    this.kind = kind;
    this.id = `${kind}-of-${deviceId}`;
    this.#deviceId = deviceId;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** As when the device is pulled out. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.#deviceId };
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.#deviceId);
  }

  getCapabilities = (): MediaTrackCapabilities => ({});
  getConstraints = (): MediaTrackConstraints => ({});
  applyConstraints = (): Promise<void> => Promise.resolve();
}
