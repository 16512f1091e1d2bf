import { fileURLToPath } from 'node:url';
import { MeasuredProcess } from '../measure/MeasuredProcess.ts';
import { pause } from '../measure/inParallel.ts';

const main = fileURLToPath(new URL('../../../signaling/dist/main.js', import.meta.url));
const echo = fileURLToPath(new URL('./echoServer.mjs', import.meta.url));

/** Our signaling as it is built and shipped, in a process of its own, when it is ready. */
export async function startSignaling(sfuUrl: string): Promise<MeasuredProcess> {
  const measured = await MeasuredProcess.start(main, {
    PORT: '0',
    SFU_URL: sfuUrl,
    SFU_SECRET: 's'.repeat(32),
    LOG_LEVEL: 'warn',
    // Each peer of the bench says which address it comes from, as behind a proxy.
    TRUST_PROXY: 'loopback',
  });
  while ((await fetch(`http://127.0.0.1:${measured.port}/readyz`)).status !== 200) await pause(20);
  return measured;
}

export const startEcho = (): Promise<MeasuredProcess> => MeasuredProcess.start(echo);
