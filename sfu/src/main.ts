import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { systemClock } from '@confab/rpc';
import { parseConfig } from './config.ts';
import { createLog } from './createLog.ts';
import { routeMediasoupLog } from './mediasoup/index.ts';
import { Sfu } from './Sfu.ts';
import { EXIT_CONFIG, StartError } from './StartError.ts';

/** Runs until it is told to stop: by a signal, or by the end of the process that started it. */
async function main(): Promise<void> {
  const parsed = parseConfig(process.env, (path) => readFileSync(path, 'utf8'));
  if (!parsed.ok)
    return fail(EXIT_CONFIG, ['The sfu is not configured right:', ...parsed.faults.map((fault) => `- ${fault}`)]);
  // Workers inherit the environment, and they read what strangers send.
  delete process.env['SFU_SECRET'];

  const log = createLog(parsed.config.logLevel, process.stdout);
  routeMediasoupLog(log);
  const sfu = new Sfu({ config: parsed.config, clock: systemClock, log });
  stopWhenTold(() => sfu.close());
  process.on('SIGUSR2', () => sfu.drain());
  const port = await sfu.start();
  process.send?.({ type: 'listening', port });
}

function stopWhenTold(close: () => Promise<void>): void {
  const received = new Set<NodeJS.Signals>();
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    close().then(() => process.exit(0), failWith);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      // The same one again. Ctrl-C in a terminal is SIGINT to us and, through the launcher, SIGTERM as well.
      if (received.has(signal)) process.exit(128 + constants.signals[signal]);
      received.add(signal);
      stop();
    });
  process.on('disconnect', stop);
  // Who read our log may be gone before us.
  process.stdout.on('error', () => undefined);
}

function failWith(cause: unknown): never {
  if (cause instanceof StartError) fail(cause.exitCode, [cause.message]);
  console.error(cause);
  process.exit(1);
}

function fail(exitCode: number, lines: readonly string[]): never {
  console.error(lines.join('\n'));
  process.exit(exitCode);
}

main().catch(failWith);
