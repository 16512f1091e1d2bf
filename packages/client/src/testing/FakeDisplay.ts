import type { DeviceError } from '../devices/DevicePort.ts';
import type { DisplayPort, PickedDisplay } from '../screen/DisplayPort.ts';
import { FakeTrack } from './FakeTrack.ts';

/** A person who shows a window, with its sound if `hasAudio`, unless `refusal` says otherwise. */
export class FakeDisplay implements DisplayPort {
  hasAudio = false;
  isOwnTab = false;
  refusal: DeviceError | undefined;
  /** Set it to keep the person choosing. */
  choice: Promise<void> | undefined;
  readonly picked: { readonly video: FakeTrack; readonly audio: FakeTrack | undefined }[] = [];

  async pick(): Promise<PickedDisplay> {
    await this.choice;
    if (this.refusal) throw this.refusal;
    const tracks = {
      video: new FakeTrack('video', 'window'),
      audio: this.hasAudio ? new FakeTrack('audio', 'window') : undefined,
    };
    this.picked.push(tracks);
    return { ...tracks, isOwnTab: this.isOwnTab };
  }

  get last() {
    const picked = this.picked.at(-1);
    if (!picked) throw new Error('nothing was picked');
    return picked;
  }
}
