import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import type { MediaConfig } from '../config.ts';
import { askWorker } from './askWorker.ts';
import { roomCodecs } from './codecs.ts';
import { toStartError } from './toStartError.ts';
import type { WorkerProgramOptions } from './WorkerProgram.ts';
import { WorkerProgram } from './WorkerProgram.ts';

export type MediaWorkerOptions = WorkerProgramOptions & {
  /** Which of the node's workers this is; decides its port. */
  readonly index: number;
  /** One that runs already; a new one is started when there is none. It is the worker's from now on. */
  readonly program?: WorkerProgram;
  /** The program ended or hung and was ended. Not called after close(). */
  readonly onDied: (worker: MediaWorker) => void;
};

/** One worker program and the one WebRtcServer, that is the one port, through which all its media flows. */
export class MediaWorker {
  readonly index: number;
  readonly webRtcServer: types.WebRtcServer;
  readonly #program: WorkerProgram;
  readonly #clock: Clock;

  /** @throws StartError when the program cannot be started or its port cannot be had. */
  static async start(options: MediaWorkerOptions): Promise<MediaWorker> {
    const { config, clock, index } = options;
    const port = config.port === 0 ? 0 : config.port + index;
    let program = options.program;
    try {
      program ??= await WorkerProgram.start(options);
      const creating = program.mediasoup.createWebRtcServer({ listenInfos: toListenInfos(config, port) });
      const webRtcServer = await askWorker(clock, creating);
      // The program may have ended since it answered; its event is gone by now.
      if (program.isClosed) throw new Error('the worker ended while it was started');
      return new MediaWorker(options, { program, webRtcServer });
    } catch (cause) {
      await program?.close();
      throw toStartError(cause, config, port);
    }
  }

  private constructor(
    { index, clock, onDied }: MediaWorkerOptions,
    started: { program: WorkerProgram; webRtcServer: types.WebRtcServer },
  ) {
    this.index = index;
    this.webRtcServer = started.webRtcServer;
    this.#program = started.program;
    this.#clock = clock;
    this.#program.listen(() => onDied(this));
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** How busy it is, as a share of a core. */
  get cpuLoad(): number {
    return this.#program.cpuLoad;
  }

  get isClosed(): boolean {
    return this.#program.isClosed;
  }

  /** Those of UDP and of TCP; the same one unless any free port was asked for. */
  async readPorts(): Promise<number[]> {
    const { udpSockets, tcpServers } = await askWorker(this.#clock, this.webRtcServer.dump());
    return [...new Set([...udpSockets, ...tcpServers].map(({ port }) => port))];
  }

  async createRouter(): Promise<types.Router> {
    const creating = this.#program.mediasoup.createRouter({ mediaCodecs: roomCodecs });
    return askWorker(this.#clock, creating, (late) => late.close());
  }

  /** Resolves when the program has ended. */
  async close(): Promise<void> {
    await this.#program.close();
  }
}

/** For each address UDP first, which is better for media. */
const toListenInfos = ({ listen }: MediaConfig, port: number): types.TransportListenInfo[] =>
  (['udp', 'tcp'] as const).flatMap((protocol) =>
    listen.map(({ ip, announced: announcedAddress }) => ({ protocol, ip, announcedAddress, port })),
  );
