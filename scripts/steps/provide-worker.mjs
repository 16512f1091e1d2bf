import { fileURLToPath } from 'node:url';
import { provideWorker } from '../../sfu/worker/provide.mjs';

/** vitest calls this once before the integration tests: those of the sfu need a mediasoup worker. */
export default async function setup() {
  if (process.env['MEDIASOUP_WORKER_BIN']) return;
  const { bin } = await provideWorker({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    env: process.env,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.env['MEDIASOUP_WORKER_BIN'] = bin;
}
