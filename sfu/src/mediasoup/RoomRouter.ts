import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import type { MediaWorker } from './MediaWorker.ts';
import type { Speaker } from './SpeakerObserver.ts';
import { SpeakerObserver } from './SpeakerObserver.ts';

export type RoomRouterOptions = {
  readonly worker: MediaWorker;
  readonly clock: Clock;
  readonly onSpeakersChanged: (speakers: readonly Speaker[]) => void;
  /** The same each time that somebody is heard. */
  readonly onHeard: (speakers: readonly Speaker[]) => void;
};

/** A room on one of its workers: the router there, and who of those who send to it is heard. */
export class RoomRouter {
  readonly worker: MediaWorker;
  readonly mediasoup: types.Router;
  readonly speakers: SpeakerObserver;

  static async open(options: RoomRouterOptions): Promise<RoomRouter> {
    const { worker, clock, onSpeakersChanged, onHeard } = options;
    const router = await worker.createRouter();
    try {
      const speakers = await SpeakerObserver.create({ router, clock, onChanged: onSpeakersChanged, onHeard });
      return new RoomRouter(worker, { router, speakers });
    } catch (cause) {
      router.close();
      throw cause;
    }
  }

  private constructor(worker: MediaWorker, opened: { router: types.Router; speakers: SpeakerObserver }) {
    this.worker = worker;
    this.mediasoup = opened.router;
    this.speakers = opened.speakers;
  }

  /** With every transport on it. */
  close(): void {
    this.mediasoup.close();
  }
}
