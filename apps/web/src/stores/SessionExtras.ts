import type { BackgroundPicture, CallReport, CallStatistics, ConnectionCheck, EffectsState } from '@confab/client';

/** What some sessions can do. The page shows a control for it only where the session has it. */
export type SessionExtras = {
  readonly effects: {
    setNoiseSuppression(to: EffectsState['noiseSuppression']): unknown;
    findModel(): unknown;
    setBackground(to: EffectsState['background'], picture?: BackgroundPicture): unknown;
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
