import type { CallSnapshot, TrackRegistry } from '@confab/client';

/** What the pages use of a CallSession, so that a fake can stand in for it. */
export type Session = {
  readonly tracks: TrackRegistry;
  getSnapshot(): CallSnapshot;
  subscribe(listener: () => void): () => void;
  openLobby(): Promise<void>;
  setDisplayName(name: string): void;
  join(): Promise<void>;
  leave(): void;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  selectMicrophone(deviceId: string): Promise<void>;
  selectCamera(deviceId: string): Promise<void>;
  selectSpeaker(deviceId: string): void;
};

export type SessionOptions = {
  readonly roomId: string;
  readonly displayName: string;
  readonly wanted: { readonly microphone: boolean; readonly camera: boolean };
};

/** Makes the session of one visit. */
export type OpenSession = (options: SessionOptions) => Session;
