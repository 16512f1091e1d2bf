import type { BrowserPorts } from '../BrowserPorts.ts';
import { DirectCall } from '../direct/DirectCall.ts';
import { Outgoing } from '../direct/Outgoing.ts';
import { ShownTracks } from '../direct/ShownTracks.ts';
import type { StandIns } from '../lobby/createStandIns.ts';
import type { OwnMedia } from '../own/OwnMedia.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { RawStats } from '../statistics/RawStats.ts';
import type { TrackRegistry } from '../TrackRegistry.ts';
import { CallMedia } from './CallMedia.ts';
import type { MediaEngine } from './MediaEngine.ts';
import { ShownStreams } from './ShownStreams.ts';

export type CallPathsOptions = {
  readonly isDirectAllowed: boolean;
  readonly ports: Pick<BrowserPorts, 'loadEngine' | 'openDirectLink' | 'createStandIns' | 'clock'>;
  readonly tracks: TrackRegistry;
  readonly ask: Ask;
  readonly own: Pick<OwnMedia, 'useEngine' | 'loseDirect'>;
  readonly isHere: (peerId: string) => boolean;
  readonly onEngine: () => void;
  /** The transports are of no use any more: have signaling make new ones. */
  readonly onBroken: () => void;
  readonly onUnsupported: () => void;
  readonly onChange: () => void;
};

/** The ways that media takes, by the sfu and directly, and who goes over from one to the other when. */
export class CallPaths {
  readonly media: CallMedia;
  readonly direct: DirectCall;
  /** What the page shows of the others. */
  readonly onScreen: ShownStreams;
  readonly #options: CallPathsOptions;
  #madeStandIns: StandIns | undefined;
  readonly #outgoing = new Outgoing(() => this.direct.outgoingChanged());

  constructor(options: CallPathsOptions) {
    const { isDirectAllowed, ports, tracks, ask, isHere, onBroken, onUnsupported, onChange } = options;
    const { clock, loadEngine, openDirectLink } = ports;
    this.#options = options;
    const shown = new ShownTracks(tracks);
    const onEngine = (made: MediaEngine | undefined) => this.#useEngine(made);
    this.media = new CallMedia({
      loadEngine,
      tracks: shown,
      ask,
      clock,
      standbyTrack: (source) => tracks.get(`self:${source}`) ?? this.#standIns().trackFor(source),
      onEngine,
      onBroken,
      onUnsupported,
      onChange,
    });
    this.direct = new DirectCall({
      isAllowed: isDirectAllowed,
      openLink: openDirectLink,
      ask,
      clock,
      shown,
      outgoing: this.#outgoing,
      iceServers: () => this.media.iceServers,
      countBySfu: (trackId) => this.media.countBySfu(trackId),
      onChange: () => this.#directChanged(),
    });
    this.onScreen = new ShownStreams({ ask, clock, isBySfu: () => this.direct.isUnused, isHere });
  }

  /** What the browser tells of every connection there is. */
  readonly collect = async (): Promise<readonly RawStats[]> =>
    (await Promise.all([this.media.collect(), this.direct.collect()])).flatMap((stats) => stats ?? []);

  close(): void {
    this.direct.close();
    this.onScreen.close();
    this.media.close();
    this.#madeStandIns?.close();
    this.#madeStandIns = undefined;
  }

  /** For a camera that is off: what would be sent by it is negotiated all the same. */
  #standIns(): StandIns {
    return (this.#madeStandIns ??= this.#options.ports.createStandIns());
  }

  #useEngine(made: MediaEngine | undefined): void {
    const { own, onEngine } = this.#options;
    if (made) onEngine();
    const isDirect = this.direct.isCarrying;
    const engine = this.#outgoing.useEngine(made, isDirect);
    own.useEngine(engine, isDirect);
    if (engine) this.onScreen.startAnew();
  }

  #directChanged(): void {
    this.onScreen.look();
    if (!this.direct.isCarrying) this.#options.own.loseDirect();
    this.#options.onChange();
  }
}
