import { readFileSync } from 'node:fs';
import type { Clock } from '@confab/rpc';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from './config.ts';
import { Announcer } from './control/Announcer.ts';
import { ControlLinks } from './control/ControlLinks.ts';
import { ControlServer } from './control/ControlServer.ts';
import { createHandlers } from './control/handlers.ts';
import type { Log } from './Log.ts';
import { findWorkerProgram, MediaNode, mediasoupVersion } from './mediasoup/index.ts';

export type SfuOptions = { readonly config: Config; readonly clock: Clock; readonly log: Log };

/** The whole service: the media of all rooms, and the server through which signaling controls it. */
export class Sfu {
  readonly #log: Log;
  readonly #node: MediaNode;
  readonly #links: ControlLinks;
  readonly #announcer: Announcer;
  readonly #server: ControlServer;

  /** @throws StartError when the worker program is not usable. */
  constructor({ config, clock, log }: SfuOptions) {
    const media = { ...config.media, workerBin: findWorkerProgram(config.media) };
    const nodeId = uuidv7();
    this.#log = log;
    this.#node = new MediaNode({ config: media, clock, log, tell: (name, data) => this.#links.tell(name, data) });
    this.#announcer = new Announcer({
      clock,
      readLoad: () => this.#node.load,
      tell: (state) => this.#links.tell('nodeChanged', state),
    });
    this.#links = new ControlLinks({
      handlers: createHandlers(this.#node),
      introduce: () => ({
        nodeId,
        version: readVersion(),
        mediasoupVersion,
        workers: media.workers,
        roomIds: this.#node.roomIds,
        ...this.#announcer.state,
      }),
      onOrphaned: () => {
        log.warn({ rooms: this.#node.roomIds.length }, 'no signaling came back, its rooms are closed');
        this.#node.closeRooms();
      },
      clock,
      log,
    });
    this.#server = new ControlServer({ ...config, clock, onLink: (socket) => this.#links.accept(socket) });
  }

  /**
   * Resolves with the port of the control server.
   *
   * @throws StartError after which nothing is left behind.
   */
  async start(): Promise<number> {
    await this.#node.start();
    try {
      const port = await this.#server.listen();
      this.#announcer.start();
      const workers = await Promise.all(
        this.#node.workers.map(async (worker) => ({ pid: worker.pid, ports: await worker.readPorts() })),
      );
      this.#log.info({ port, workers, mediasoup: mediasoupVersion }, 'the sfu is ready');
      return port;
    } catch (cause) {
      await this.#node.close();
      throw cause;
    }
  }

  /** No new rooms from now on, and not back: for who is about to stop it when those it has are over. */
  drain(): void {
    this.#log.info({ rooms: this.#node.roomIds.length }, 'draining: signaling sends no new rooms here');
    this.#announcer.drain();
  }

  /** Safe to call twice; resolves when every socket and every worker program is gone. */
  async close(): Promise<void> {
    this.#announcer.close();
    this.#links.close();
    await Promise.all([this.#server.close(), this.#node.close()]);
  }
}

/** The package's own, beside both the sources and what is built of them. */
function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isVersioned ? String(manifest.version) : 'unknown';
}
