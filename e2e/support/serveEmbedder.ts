import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../packages/embed/', import.meta.url);
/** What the example page of packages/embed is made of, as a static server has it. */
const FILE = /^\/(?:example\/index\.html|dist\/\w+\.js)$/;

/** A site of somebody else, with a call in a page of it. By its two names it is two origins. */
export type Embedder = { readonly allowed: string; readonly refused: string; close(): Promise<void> };

export async function serveEmbedder(): Promise<Embedder> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!FILE.test(pathname)) return void response.writeHead(404).end();
    readFile(fileURLToPath(new URL(`.${pathname}`, ROOT))).then(
      (body) => {
        const type = pathname.endsWith('.html') ? 'text/html' : 'text/javascript';
        response.writeHead(200, { 'content-type': type }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    allowed: `http://localhost:${port}`,
    refused: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
