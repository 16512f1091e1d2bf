import { SetupError } from './SetupError.mjs';

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs work that must be cleaned up after, also when it is interrupted: the signals that would end this process
 * at once abort the work instead, which then rejects with a SetupError. A second signal does end it at once.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function stopOnSignals(work) {
  const stopping = new AbortController();
  const stop = (/** @type {NodeJS.Signals} */ name) => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort(
      new SetupError(`Stopped by ${name} before the mediasoup worker was there. Nothing half-made was kept.`),
    );
  };
  for (const name of stopSignals) process.on(name, stop);
  try {
    return await work(stopping.signal);
  } finally {
    for (const name of stopSignals) process.off(name, stop);
  }
}
