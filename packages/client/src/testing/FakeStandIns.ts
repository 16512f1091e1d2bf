import type { Source } from '@confab/protocol';
import type { StandIns } from '../lobby/createStandIns.ts';
import { FakeTrack } from './FakeTrack.ts';

/** Tracks that stand in for devices, and how many of them are not closed. */
export class FakeStandIns {
  open = 0;

  readonly create = (): StandIns => {
    this.open++;
    const tracks = new Map<Source, MediaStreamTrack>([
      ['microphone', new FakeTrack('audio', 'silence')],
      ['camera', new FakeTrack('video', 'black')],
    ]);
    return {
      trackFor: (source) => tracks.get(source),
      close: () => void this.open--,
    };
  };
}
