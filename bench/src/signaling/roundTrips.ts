import type { WebSocket } from 'ws';
import { pause } from '../measure/inParallel.ts';

/** What one side did in one round. */
export type Round = { readonly messages: number; readonly perSecond: number; readonly cpuUsPerMessage: number };

type Options = {
  readonly sockets: readonly WebSocket[];
  readonly text: string;
  readonly isAnswer: (text: string) => boolean;
  readonly cpuNs: () => number;
  readonly ms: number;
};

/**
 * Each socket sends when the one before is answered, for so long, and every message has to be answered: CPU time per
 * message says nothing of messages that were lost.
 */
export async function measureRoundTrips({ sockets, text, isAnswer, cpuNs, ms }: Options): Promise<Round> {
  let [sent, answered, isOver, isDone] = [0, 0, false, false];
  const send = (socket: WebSocket) => {
    sent++;
    socket.send(text);
  };
  for (const socket of sockets) {
    socket.removeAllListeners('message');
    socket.on('message', (data: Buffer) => {
      // What else it is told, in a room, is not counted.
      if (!isAnswer(data.toString())) return;
      answered++;
      if (!isOver) send(socket);
    });
  }
  // A generator that falls asleep has to be woken by whoever writes to it, which would cost the slower side more.
  const stayAwake = () => void (isDone || setImmediate(stayAwake));
  stayAwake();
  const [startedAt, cpuBefore] = [performance.now(), cpuNs()];
  for (const socket of sockets) send(socket);
  await pause(ms);
  isOver = true;
  const [tookMs, answeredInTime] = [performance.now() - startedAt, answered];
  while (answered < sent) {
    if (performance.now() - startedAt > ms + DRAIN_MS) throw new Error(`${sent - answered} messages without an answer`);
    await pause(1);
  }
  isDone = true;
  return {
    messages: answered,
    perSecond: (answeredInTime / tookMs) * 1_000,
    cpuUsPerMessage: (cpuNs() - cpuBefore) / 1_000 / answered,
  };
}

const DRAIN_MS = 5_000;
