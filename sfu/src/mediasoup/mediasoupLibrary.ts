import { setLogEventListeners, version } from 'mediasoup';
import type { Log } from '../Log.ts';

export const mediasoupVersion = version;

/** mediasoup's log is one for the whole process. Its warnings are mostly about what strangers send. */
export function routeMediasoupLog(log: Log): void {
  setLogEventListeners({
    onwarn: (namespace, text) => log.debug({ namespace }, text),
    onerror: (namespace, text) => log.warn({ namespace }, text),
  });
}
