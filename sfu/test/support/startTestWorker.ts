import { systemClock } from '@confab/rpc';
import type { MediaWorkerOptions } from '../../src/mediasoup/MediaWorker.ts';
import { MediaWorker } from '../../src/mediasoup/MediaWorker.ts';
import { silentLog } from './silentLog.ts';
import { testMedia } from './startSfu.ts';

/** A worker of this program by itself, without an sfu around it. */
export function startTestWorker(
  workerBin: string | undefined,
  { index = 0, onDied = () => undefined }: Partial<Pick<MediaWorkerOptions, 'index' | 'onDied'>> = {},
): Promise<MediaWorker> {
  const config = testMedia(workerBin ?? '');
  return MediaWorker.start({ index, config, clock: systemClock, log: silentLog, onDied });
}
