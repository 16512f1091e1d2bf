import { startTestServer } from '../support/startTestServer.ts';

/** A server in a process of its own, whose memory is nobody else's. It answers `memory` with the bytes that are really in use. */
const server = await startTestServer({
  SFU_URL: process.env['SFU_URL'] ?? '',
  MAX_SOCKETS_PER_ADDRESS: '10000',
});
process.on('message', () => {
  // Twice: what the first one finalises, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ bytes: heapUsed + external });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port: server.port });
