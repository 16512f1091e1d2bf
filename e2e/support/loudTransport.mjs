// Loaded into the sfu by a test (NODE_OPTIONS=--import): on SIGHUP the newest transport that sends says once that far more
// comes on it than may, through mediasoup's public observers. Nothing of the sfu knows of it.
import { createRequire } from 'node:module';

const [, program = ''] = process.argv;
if (program.endsWith('/sfu/dist/main.js')) {
  /** @typedef {{ recvBitrate: number }} Stat */
  /** @typedef {{ closed: boolean, getStats(): Promise<Stat[]> }} Transport */
  /** @typedef {{ observer: { on(event: string, listener: (made: Watched) => void): void } }} Watched */
  // The sfu's own copy, whose observers see what the sfu makes.
  /** @type {Watched} */
  const mediasoup = createRequire(program)('mediasoup');
  /** @type {Transport[]} */
  const sending = [];
  mediasoup.observer.on('newworker', (worker) =>
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) =>
        transport.observer.on('newproducer', () => {
          sending.push(/** @type {Transport} */ (/** @type {unknown} */ (transport)));
        }),
      ),
    ),
  );
  process.on('SIGHUP', () => {
    const transport = sending.findLast(({ closed }) => !closed);
    if (!transport) return;
    const ask = transport.getStats.bind(transport);
    transport.getStats = async () => {
      transport.getStats = ask;
      return (await ask()).map((stat) => ({ ...stat, recvBitrate: 99_000_000 }));
    };
  });
}
