import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { steadyClock } from '@confab/rpc';
import { parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { createLog } from './log.ts';
import { startServer } from './startServer.ts';

/** The signaling process: environment in, exit codes out. See the README for what each means. */
const EXIT_RESOURCE = 69;
const EXIT_CONFIG = 78;

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel, process.stdout);
  try {
    const server = await startServer(config, { clock: steadyClock, log });
    stopOn(['SIGTERM', 'SIGINT'], () => server.stop());
    process.send?.({ type: 'listening', port: server.port });
    log.info({ port: server.port }, 'signaling is listening');
  } catch (cause) {
    if (!isAddressFault(cause)) throw cause;
    console.error(describe(cause.code, config));
    process.exit(EXIT_RESOURCE);
  }
}

/** Also when the launcher is gone: nothing may be left behind. The same signal again does not wait. */
function stopOn(signals: readonly NodeJS.Signals[], stop: () => Promise<void>): void {
  const received = new Set<NodeJS.Signals>();
  let isStopping = false;
  const start = () => {
    if (isStopping) return;
    isStopping = true;
    void stop().then(() => process.exit(0));
  };
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C in a terminal is SIGINT to us and, through the launcher, SIGTERM as well: that is one wish.
      if (received.has(signal)) process.exit(128 + constants.signals[signal]);
      received.add(signal);
      start();
    });
  }
  if (process.connected) process.on('disconnect', start);
  // Who read our log may be gone before us.
  process.stdout.on('error', () => undefined);
}

const addressFaults = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'] as const;
type AddressFault = Error & { readonly code: (typeof addressFaults)[number] };
const isAddressFault = (cause: unknown): cause is AddressFault =>
  cause instanceof Error && 'code' in cause && addressFaults.some((code) => code === cause.code);

function describe(code: AddressFault['code'], { port, host }: Config): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program: stop that one, or set PORT to a free port (0 takes any).`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: set PORT to one from 1024 up.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is no address of this machine: set HOST to one, 127.0.0.1 or 0.0.0.0 for example.`;
  }
}

const parsed = parseConfig(process.env, (path) => readFileSync(path, 'utf8'));
if (parsed.ok) await run(parsed.config);
else {
  console.error(
    ['Signaling cannot start, its configuration is wrong:', ...parsed.faults.map((fault) => `  - ${fault}`)].join('\n'),
  );
  process.exitCode = EXIT_CONFIG;
  process.disconnect?.();
}
