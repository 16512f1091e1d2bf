import { systemClock } from '@confab/rpc';
import type { MediaConfig } from '../../src/config.ts';
import { Sfu } from '../../src/Sfu.ts';
import { silentLog } from './silentLog.ts';

export const testSecret = 'a-secret-of-at-least-32-bytes-for-tests';

export const testMedia = (workerBin: string, changes: Partial<MediaConfig> = {}): MediaConfig => ({
  listen: [{ ip: '127.0.0.1' }],
  port: 0,
  workers: 1,
  loudestMicrophones: 5,
  roomPeersPerWorker: 30,
  workerBin,
  ...changes,
});

/** A whole sfu in this process, on free ports. */
export async function startSfu(media: MediaConfig): Promise<{ readonly port: number; close(): Promise<void> }> {
  const config = { host: '127.0.0.1', port: 0, secret: testSecret, logLevel: 'silent', media } as const;
  const sfu = new Sfu({ config, clock: systemClock, log: silentLog });
  const port = await sfu.start();
  return { port, close: () => sfu.close() };
}
