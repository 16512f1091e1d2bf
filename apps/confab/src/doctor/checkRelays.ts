import { createHmac } from 'node:crypto';
import type { Relay, RelayAnswer, RelayCredentials } from './askRelay.ts';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, problem } = finder('relay');
const GOOD_FOR_S = 600;
const DEFAULT_PORTS = { 'turn:': 3478, 'turns:': 5349 } as const;

export type RelayQuestion = {
  readonly urls: readonly string[];
  readonly secret: string;
  readonly nowMs: number;
  readonly ask: (relay: Relay, credentials: RelayCredentials) => Promise<RelayAnswer>;
};

/** Opens a relay at each of TURN_URLS with credentials as peers get them. */
export function checkRelays({ urls, secret, nowMs, ask }: RelayQuestion): Promise<Finding[]> {
  const username = `${Math.floor(nowMs / 1_000) + GOOD_FOR_S}:doctor`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return Promise.all(urls.map(async (url) => describe(url, await ask(parseRelay(url), { username, credential }))));
}

/** RFC 7065. */
export function parseRelay(url: string): Relay {
  const scheme = url.startsWith('turns:') ? 'turns:' : 'turn:';
  const [authority = '', query] = url.slice(scheme.length).split('?');
  const port = /:(\d+)$/.exec(authority)?.[1];
  const host = authority.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const transport = scheme === 'turns:' ? 'tls' : query === 'transport=tcp' ? 'tcp' : 'udp';
  return { host, port: port === undefined ? DEFAULT_PORTS[scheme] : Number(port), transport };
}

function describe(url: string, answer: RelayAnswer): Finding {
  switch (answer.outcome) {
    case 'allocated':
      return ok(`${url} opens relays (${answer.tookMs} ms).`);
    case 'silent':
      return problem(
        `${url} does not answer (${answer.cause}).`,
        'Is it running, and does the firewall let us through?',
      );
    case 'refused':
      return problem(
        `${url} refuses to open a relay: ${answer.code} ${answer.reason}.`,
        answer.code === 401
          ? 'Give TURN_SECRET the static-auth-secret of the TURN server, and compare both clocks.'
          : 'The log of the TURN server says why.',
      );
  }
}
