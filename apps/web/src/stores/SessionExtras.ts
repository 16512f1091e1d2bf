import type { CallReport, CallStatistics, EffectsState } from '@confab/client';

/** What some sessions can do. The page shows a control for it only where the session has it. */
export type SessionExtras = {
  readonly effects: {
    setNoiseSuppression(to: EffectsState['noiseSuppression']): unknown;
    setBackground(to: EffectsState['background']): unknown;
    setVideoQuality(to: EffectsState['videoQuality']): unknown;
  };
  readonly statistics: { subscribe(listener: (statistics: CallStatistics) => void): () => void };
  makeReport(options: { readonly withNames: boolean }): CallReport;
  /** Takes about five seconds. */
  checkConnection(): Promise<ConnectionCheck>;
  /** The call goes on here, and ends in the other tab. */
  takeOver(): unknown;
  dismissNotice(id: number): void;
};

/** What the way to the server can carry, and whether the microphone hears anything. */
export type ConnectionCheck = {
  readonly path: 'udp' | 'tcp' | 'relay' | 'none';
  readonly roundTripMs?: number;
  readonly uploadKbps?: number;
  readonly microphone: 'heard' | 'silent' | 'none';
};

/** What is known of a room before joining it. In state `lobby` only. */
export type Lobby = {
  /** The names of those inside; empty when they may not be seen. */
  readonly people: readonly string[];
  readonly entry: 'free' | 'ask' | 'locked' | 'full' | 'unknown';
  readonly readiness: 'cold' | 'warm' | 'hot';
};
