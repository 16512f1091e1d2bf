import type { MediaOffer } from '@confab/protocol';
import { detectDeviceAsync, Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import { Chrome74 } from 'mediasoup-client/handlers/Chrome74';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import { Firefox120 } from 'mediasoup-client/handlers/Firefox120';
import { Safari12 } from 'mediasoup-client/handlers/Safari12';
import { UnsupportedMediaError } from '../MediaEngine.ts';
import { putOffProbator } from './putOffProbator.ts';

/**
 * What this browser and the sfu's routers both can do.
 * @throws UnsupportedMediaError when the browser cannot take part in a call
 */
export async function loadDevice({ rtpCapabilities }: Pick<MediaOffer, 'rtpCapabilities'>): Promise<Device> {
  try {
    const device = await createDevice();
    await device.load({ routerRtpCapabilities: rtpCapabilities as types.RtpCapabilities });
    return device;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'UnsupportedError') throw new UnsupportedMediaError('', { cause });
    throw cause;
  }
}

/**
 * mediasoup-client knows browsers by their name. One that it does not know (a name without a secure context, a browser
 * built on Chromium) is taken for Chromium when it speaks as today's browsers do.
 */
async function createDevice(): Promise<Device> {
  const isCurrent = typeof RTCRtpReceiver !== 'undefined' && 'getCapabilities' in RTCRtpReceiver;
  const name = (await detectDeviceAsync()) ?? (isCurrent ? 'Chrome111' : undefined);
  const handler = handlers.get(name);
  if (!handler) throw new UnsupportedMediaError('');
  return Device.factory({ handlerFactory: putOffProbator(handler.createFactory({})) });
}

type Handler = { readonly createFactory: (options: types.HandlerFactoryOptions) => types.HandlerFactory };

/** Of those that mediasoup-client has for browsers. */
const handlers = new Map<string | undefined, Handler>([
  ['Chrome111', Chrome111],
  ['Chrome74', Chrome74],
  ['Firefox120', Firefox120],
  ['Safari12', Safari12],
]);
