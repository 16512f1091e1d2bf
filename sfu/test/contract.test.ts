import { testControlContract } from '@confab/protocol/control/testing';
import { describe } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import { linkTo } from './support/linkTo.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('an sfu with a worker', () => {
  testControlContract('the sfu', async () => {
    // A standby is on another worker than its room.
    const sfu = await startSfu(testMedia(workerBin ?? '', { workers: 2 }));
    const link = await linkTo(sfu.port, testSecret);
    return {
      call: link.call,
      close: async () => {
        link.close();
        await sfu.close();
      },
    };
  });
});
