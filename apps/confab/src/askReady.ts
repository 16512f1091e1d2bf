import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';

export type ReadyQuestion = { readonly host: string; readonly port: number; readonly isTls: boolean };

const ANSWER_WITHIN_MS = 2000;

/** Whether the signaling server says of itself that a call can be made. */
export function askReady({ host, port, isTls }: ReadyQuestion): Promise<boolean> {
  const options = { host: toReachable(host), port, path: '/readyz', timeout: ANSWER_WITHIN_MS, agent: false };
  return new Promise((resolve) => {
    // The certificate is for the name that people open, which need not be the address that we ask.
    const request = isTls ? httpsGet({ ...options, rejectUnauthorized: false }) : httpGet(options);
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}

/** Who listens everywhere is asked at home. */
const toReachable = (host: string) => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[host] ?? host;
