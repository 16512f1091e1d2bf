import type { Sample } from '../statistics/toSample.ts';
import type { Load } from './stepGovernor.ts';

/** How busy this device is, as far as the browser tells. */
export function toLoad({ outgoing, incoming }: Sample, hasSpareEffect: boolean): Load {
  const cameras = outgoing.filter(({ source, sendBps }) => source === 'camera' && sendBps > 0);
  const pictures = incoming.filter(
    ({ framesPerSecond = 0, droppedRatio }) => framesPerSecond > 0 && droppedRatio !== undefined,
  );
  const frames = pictures.reduce((sum, { framesPerSecond = 0 }) => sum + framesPerSecond, 0);
  const dropped = pictures.reduce(
    (sum, { framesPerSecond = 0, droppedRatio = 0 }) => sum + framesPerSecond * droppedRatio,
    0,
  );
  return {
    isSending: cameras.length > 0,
    hasSpareEffect,
    isCpuLimited: outgoing.some(({ limitedBy, sendBps }) => limitedBy === 'cpu' && sendBps > 0),
    encodeShare: cameras.reduce(
      (sum, { encodeMsPerFrame = 0, framesPerSecond = 0 }) => sum + (encodeMsPerFrame * framesPerSecond) / 1_000,
      0,
    ),
    droppedRatio: frames > 0 ? dropped / frames : 0,
  };
}
