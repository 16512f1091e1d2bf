import type { MediaKind } from '@confab/protocol';

/** A track that carries nothing. Unplug it with `end`. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly id: string;
  readonly kind: MediaKind;
  readonly label: string;
  muted = false;
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
    this.label = deviceId;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** As when the device is pulled out. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  /** As when a telephone call takes the device, or gives it back. */
  interrupt(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.#deviceId };
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.#deviceId);
  }

  getCapabilities = (): MediaTrackCapabilities => ({});
  getConstraints = (): MediaTrackConstraints => ({});
  limits: MediaTrackConstraints = {};
  applyConstraints = (limits: MediaTrackConstraints = {}): Promise<void> =>
    Promise.resolve(void (this.limits = limits));
}
