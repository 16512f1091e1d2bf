import { plainEffects, type CallReport, type EffectsState } from '@confab/client';
import type { ConnectionCheck } from '@confab/client';
import type { SessionExtras } from '../stores/SessionExtras.ts';
import { scriptStatistics } from './scriptStatistics.ts';

type Ports = {
  readonly change: (effects: Partial<EffectsState>) => void;
  readonly trackIds: () => readonly string[];
  /** A person can be told from what is behind them. */
  readonly hasModel: boolean;
  /** All of the picture is blurred instead. */
  readonly onBackgroundReplaced: () => void;
};

/** Effects, figures and checks of a call without a server. */
export function createExtras({
  change,
  trackIds,
  hasModel,
  onBackgroundReplaced,
}: Ports): Pick<SessionExtras, 'effects' | 'statistics' | 'makeReport'> {
  return {
    effects: {
      setNoiseSuppression: (noiseSuppression) => change({ noiseSuppression }),
      findModel: () => undefined,
      setBackground: (background, picture) => {
        if (background === 'none' || background === 'blur' || hasModel)
          return change({ background, ...(picture && { picture: picture.name }) });
        onBackgroundReplaced();
        return change({ background: 'blur' });
      },
      setVideoQuality: (videoQuality) => change({ videoQuality }),
    },
    statistics: {
      subscribe(listener) {
        let seconds = 60;
        const tell = () => listener(scriptStatistics(trackIds(), seconds++));
        tell();
        const timer = setInterval(tell, 1_000);
        return () => clearInterval(timer);
      },
    },
    makeReport: ({ withNames }): CallReport => ({
      version: 1,
      madeAt: '2026-11-21T09:00:00.000Z',
      userAgent: 'nobody',
      call: {
        state: 'in-call',
        signaling: 'connected',
        media: 'connected',
        topology: 'sfu',
        quality: { level: 'good' },
      },
      self: {
        id: 'p0',
        ...(withNames && { name: 'Ada' }),
        microphone: { wanted: true, actual: 'on' },
        camera: { wanted: true, actual: 'on' },
        screen: { wanted: false, actual: 'off' },
        effects: plainEffects,
      },
      people: [],
      repairs: [],
      brokenFrames: 0,
      statistics: scriptStatistics(trackIds(), 60),
    }),
  };
}

/** A line behind a firewall, and a microphone that works. */
export const SCRIPTED_CHECK: ConnectionCheck = { path: 'tcp', roundTripMs: 48, uploadKbps: 2_450, microphone: 'heard' };
