// Loaded into the sfu by a test (NODE_OPTIONS=--import): on SIGHUP the newest consumers of a voice and of a face are
// closed behind everyone's back, through mediasoup's public observers. Nothing of the sfu knows of it.
import { createRequire } from 'node:module';

const [, program = ''] = process.argv;
if (program.endsWith('/sfu/dist/main.js')) {
  /** @typedef {{ kind: string, closed: boolean, close(): void }} Consumer */
  /** @typedef {{ observer: { on(event: string, listener: (made: Watched) => void): void } }} Watched */
  // The sfu's own copy, whose observers see what the sfu makes.
  /** @type {Watched} */
  const mediasoup = createRequire(program)('mediasoup');
  /** @type {Consumer[]} */
  const consumers = [];
  mediasoup.observer.on('newworker', (worker) =>
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) =>
        transport.observer.on('newconsumer', (consumer) => {
          consumers.push(/** @type {Consumer} */ (/** @type {unknown} */ (consumer)));
        }),
      ),
    ),
  );
  process.on('SIGHUP', () => {
    for (const kind of ['audio', 'video']) consumers.findLast((one) => one.kind === kind && !one.closed)?.close();
  });
}
