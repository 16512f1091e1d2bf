import type { MediaKind } from '@confab/protocol';
import type { DeviceFault } from '../CallSnapshot.ts';

/** The microphones, cameras and speakers of the machine. */
export type DevicePort = {
  /** @throws DeviceError */
  open(wishes: readonly DeviceWish[]): Promise<readonly MediaStreamTrack[]>;
  list(): Promise<readonly ListedDevice[]>;
  onChange(listener: () => void): () => void;
  /** Told when the person gives a permission that was refused before, as in the browser's own settings. */
  onAllowed(listener: (kind: MediaKind) => void): () => void;
};

/** One track of this kind, of this device or of the one that the system prefers. */
export type DeviceWish = {
  readonly kind: MediaKind;
  readonly deviceId: string | undefined;
  /** Of a microphone; all of it unless said otherwise. */
  readonly voice?: VoiceProcessing;
};

/** What the browser does to a voice before anybody else gets it. */
export type VoiceProcessing = {
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
};

export type ListedDevice = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'> & { readonly groupId?: string };

/** A device cannot be had. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly fault: DeviceFault;

  constructor(fault: DeviceFault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}

export const toDeviceFault = (cause: unknown): DeviceFault => (cause instanceof DeviceError ? cause.fault : 'unknown');
