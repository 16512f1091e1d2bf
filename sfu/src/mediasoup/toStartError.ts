import { version } from 'mediasoup';
import type { MediaConfig } from '../config.ts';
import { EXIT_CONFIG, EXIT_UNAVAILABLE, StartError } from '../StartError.ts';

/** Why a worker could not be started, as the person who runs this needs to hear it. */
export function toStartError(cause: unknown, config: MediaConfig, port: number): StartError {
  const ips = config.listen.map(({ ip }) => ip).join(', ');
  const text = cause instanceof Error ? cause.message : String(cause);
  // The worker answers with libuv's texts; there is no code to compare.
  if (/address already in use|no more available ports/.test(text))
    return new StartError(
      EXIT_UNAVAILABLE,
      `Port ${port} (UDP or TCP) on ${ips} is taken, the media of one worker needs it: ` +
        'stop the program that has it, or set MEDIASOUP_PORT to another one.',
      { cause },
    );
  if (/address not available/.test(text))
    return new StartError(
      EXIT_CONFIG,
      `MEDIASOUP_LISTEN_IP (${ips}) names an address that this machine does not have: ` +
        'set it to what it has, and MEDIASOUP_ANNOUNCED_ADDRESS to the one that browsers use.',
      { cause },
    );
  if (/permission denied/.test(text))
    return new StartError(
      EXIT_CONFIG,
      `Port ${port} may not be opened by this user: set MEDIASOUP_PORT to one above 1023.`,
      { cause },
    );
  return new StartError(
    EXIT_CONFIG,
    `The media worker program could not be started${config.workerBin ? ` (MEDIASOUP_WORKER_BIN is ${config.workerBin})` : ''}: ` +
      `it must be mediasoup-worker ${version}, built for this machine. \`npm start\` provides it; ` +
      'set MEDIASOUP_WORKER_BIN to use your own.',
    { cause },
  );
}
