import type { Device } from 'mediasoup-client';
import type { CreateEngine } from '../MediaEngine.ts';
import { loadDevice } from './loadDevice.ts';
import { OwnCertificate } from './OwnCertificate.ts';
import { SfuEngine } from './SfuEngine.ts';

/**
 * Makes the media of one epoch after the other by way of the sfu. What the browser can do is asked once: it takes two
 * connections that are of no other use, and a repair has no time for them.
 */
export function createSfuEngines(): CreateEngine {
  const certificate = new OwnCertificate();
  let known: { readonly capabilities: string; readonly device: Promise<Device> } | undefined;
  return async (options) => {
    const capabilities = JSON.stringify(options.offer.rtpCapabilities);
    if (known?.capabilities !== capabilities) known = { capabilities, device: loadDevice(options.offer) };
    try {
      const [device, certificates] = await Promise.all([known.device, certificate.take()]);
      return new SfuEngine(device, options, certificates);
    } catch (cause) {
      // The next one asks anew.
      known = undefined;
      throw cause;
    }
  };
}
