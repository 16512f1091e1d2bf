// The health check of both images: node deploy/check-health.mjs signaling|sfu
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

const { PORT = '8080', SFU_PORT = '8090', TLS_CERT } = process.env;
const isSfu = process.argv[2] === 'sfu';
// The sfu serves nothing over HTTP but its control link; that it answers at all says that its event loop turns.
const url = isSfu ? `http://127.0.0.1:${SFU_PORT}/` : `${TLS_CERT ? 'https' : 'http'}://127.0.0.1:${PORT}/healthz`;
const ask = url.startsWith('https:') ? requestHttps : requestHttp;

// This asks itself, by address: the certificate names the domain.
const asking = ask(url, { rejectUnauthorized: false, timeout: 2000 }, ({ statusCode = 500 }) =>
  process.exit(isSfu || statusCode === 200 ? 0 : 1),
);
asking.on('timeout', () => process.exit(1));
asking.on('error', () => process.exit(1));
asking.end();
