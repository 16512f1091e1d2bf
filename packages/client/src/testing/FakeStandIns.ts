import type { StandIns } from '../lobby/createStandIns.ts';
import { FakeTrack } from './FakeTrack.ts';

/** Tracks that stand in for devices, and how many of them are not closed. */
export class FakeStandIns {
  open = 0;

  readonly create = (): StandIns => {
    this.open++;
    return {
      tracks: new Map([
        ['microphone', new FakeTrack('audio', 'silence')],
        ['camera', new FakeTrack('video', 'black')],
      ]),
      close: () => void this.open--,
    };
  };
}
