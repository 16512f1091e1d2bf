import type { Clock } from './Clock.ts';

/** Of signals, as `process` sends them. */
export type SignalSource = { on(signal: StopSignal, listener: () => void): unknown };
type StopSignal = (typeof stopSignals)[number];

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// Ctrl-C under npm arrives twice: from the terminal, and handed on by npm.
const ONE_REQUEST_MS = 250;

export type StopRequests = {
  readonly clock: Clock;
  readonly stop: () => void;
  /** Somebody asks again and cannot wait. */
  readonly kill: () => void;
};

export function stopOnSignals(source: SignalSource, { clock, stop, kill }: StopRequests): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = clock.now();
      stop();
    } else if (clock.now() - firstAt > ONE_REQUEST_MS) kill();
  };
  for (const signal of stopSignals) source.on(signal, onSignal);
}
