import { prepare, root } from '../setup/prepare.mjs';

/** `npm start`: everything that a call needs, then the launcher in this same process. */
export async function run() {
  const { workerBin } = await prepare({ say: (line) => process.stdout.write(`${line}\n`), withBuild: true });
  if (workerBin) process.env['MEDIASOUP_WORKER_BIN'] = workerBin;
  process.chdir(root);
  const { main } = await import(new URL('../../apps/confab/dist/main.js', import.meta.url).href);
  return main(['start']);
}
