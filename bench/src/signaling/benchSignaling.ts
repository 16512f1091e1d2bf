import type { Bench } from '../Bench.ts';
import { GENERATOR_CORE, pinTo } from '../measure/pinTo.ts';
import { measureIdle } from './idle.ts';
import { measureResumeAll } from './resumeAll.ts';
import { startFakeSfu } from './startFakeSfu.ts';
import { measureThroughput } from './throughput.ts';

/** What signaling costs: messages, idle peers, and everyone coming back at once. */
export const benchSignaling: Bench = async (tools) => {
  pinTo(GENERATOR_CORE, process.pid);
  const sfu = await startFakeSfu();
  tools.afterwards(() => sfu.stop());
  const resumed = await measureResumeAll(sfu.url, tools);
  const throughput = await measureThroughput(sfu.url, tools);
  const idle = [await measureIdle(sfu.url, 1_000, tools), await measureIdle(sfu.url, 5_000, tools)].flat();
  return [...throughput, ...resumed, ...idle];
};
