import type { MediaOffer } from '@confab/protocol';
import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import { UnsupportedMediaError } from '../MediaEngine.ts';

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
  try {
    return await Device.factory();
  } catch (cause) {
    const isCurrent = typeof RTCRtpReceiver !== 'undefined' && 'getCapabilities' in RTCRtpReceiver;
    if (!isCurrent) throw cause;
    return Device.factory({ handlerName: 'Chrome111' });
  }
}
