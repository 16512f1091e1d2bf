import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export type Door = { readonly host: string; readonly port: number; readonly isTls: boolean };

const DEADLINE_MS = 2_000;

/** Whether a Confab answers there. */
export function isServing({ host, port, isTls }: Door): Promise<boolean> {
  if (port === 0) return Promise.resolve(false);
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return new Promise((resolve) => {
    // Asked by address: the certificate names the domain.
    const ask = isTls ? requestHttps : requestHttp;
    const options = { host: here, port, path: '/healthz', timeout: DEADLINE_MS, rejectUnauthorized: false };
    const asking = ask(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += String(text)));
      response.on('end', () => resolve(response.statusCode === 200 && /"status":"ok"/.test(body)));
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(false));
    asking.end();
  });
}
