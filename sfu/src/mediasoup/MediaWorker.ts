import type { Clock } from '@confab/rpc';
import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';
import type { MediaConfig } from '../config.ts';
import type { Log } from '../Log.ts';
import { askWorker } from './askWorker.ts';
import { roomCodecs } from './codecs.ts';
import { Heartbeat } from './Heartbeat.ts';
import { toStartError } from './toStartError.ts';

export type MediaWorkerOptions = {
  /** Which of the node's workers this is; decides its port. */
  readonly index: number;
  readonly config: MediaConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** The program ended or hung and was ended. Not called after close(). */
  readonly onDied: (worker: MediaWorker) => void;
};

/** How long a worker that was told to close may take before it is killed. */
const EXIT_DEADLINE_MS = 1_000;

/** One mediasoup-worker program and the one WebRtcServer, that is the one port, through which all its media flows. */
export class MediaWorker {
  readonly index: number;
  /** Those of UDP and of TCP; the same one unless any free port was asked for. */
  readonly ports: readonly number[];
  readonly webRtcServer: types.WebRtcServer;
  readonly #worker: types.Worker;
  readonly #clock: Clock;
  readonly #heartbeat: Heartbeat;

  /** @throws StartError when the program cannot be started or its port cannot be had. */
  static async start(options: MediaWorkerOptions): Promise<MediaWorker> {
    const { config, clock, index } = options;
    const port = config.port === 0 ? 0 : config.port + index;
    let worker: types.Worker | undefined;
    try {
      const starting = createWorker({ logLevel: 'warn', workerBin: config.workerBin });
      worker = await askWorker(clock, starting, (late) => late.close());
      const webRtcServer = await askWorker(
        clock,
        worker.createWebRtcServer({ listenInfos: toListenInfos(config, port) }),
      );
      const { udpSockets, tcpServers } = await askWorker(clock, webRtcServer.dump());
      const ports = new Set([...udpSockets, ...tcpServers].map((socket) => socket.port));
      // The program may have ended since it answered; its event is gone by now.
      if (worker.closed) throw new Error('the worker ended while it was started');
      return new MediaWorker(options, { worker, webRtcServer, ports: [...ports] });
    } catch (cause) {
      if (worker) await endWorker(worker, clock);
      throw toStartError(cause, config, port);
    }
  }

  private constructor(
    { index, clock, log, onDied }: MediaWorkerOptions,
    started: { worker: types.Worker; webRtcServer: types.WebRtcServer; ports: number[] },
  ) {
    const { worker } = started;
    this.index = index;
    this.ports = started.ports;
    this.webRtcServer = started.webRtcServer;
    this.#worker = worker;
    this.#clock = clock;
    this.#heartbeat = new Heartbeat({
      clock,
      beat: async () => void (await worker.getResourceUsage()),
      onStopped: () => {
        log.error({ pid: worker.pid }, 'a media worker hangs and is killed');
        kill(worker);
      },
    });
    worker.on('died', () => {
      this.#heartbeat.close();
      onDied(this);
    });
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get isClosed(): boolean {
    return this.#worker.closed;
  }

  async createRouter(): Promise<types.Router> {
    return askWorker(this.#clock, this.#worker.createRouter({ mediaCodecs: roomCodecs }), (late) => late.close());
  }

  /** Resolves when the program has ended, which is killed if it does not end by itself. */
  async close(): Promise<void> {
    this.#heartbeat.close();
    await endWorker(this.#worker, this.#clock);
  }
}

const toListenInfos = ({ listenIp, announcedAddress }: MediaConfig, port: number): types.TransportListenInfo[] =>
  (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip: listenIp, announcedAddress, port }));

function endWorker(worker: types.Worker, clock: Clock): Promise<void> {
  worker.close();
  if (worker.subprocessClosed) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(EXIT_DEADLINE_MS, () => kill(worker));
    worker.on('subprocessclose', () => {
      cancel();
      resolve();
    });
  });
}

function kill(worker: types.Worker): void {
  // The pid may belong to a stranger once the program has ended.
  if (worker.subprocessClosed) return;
  try {
    process.kill(worker.pid, 'SIGKILL');
  } catch {
    // It ended just now: mediasoup's event is on its way.
  }
}
