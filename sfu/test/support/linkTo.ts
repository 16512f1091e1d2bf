import type { NotificationOf } from '@confab/protocol';
import type { ControlFactData, ControlFactName, ControlFacts, ControlRequests } from '@confab/protocol/control';
import { CONTROL_PATH, controlFacts, controlRequests } from '@confab/protocol/control';
import { Caller, systemClock } from '@confab/rpc';
import { vi } from 'vitest';
import { WebSocket } from 'ws';

export type Link = {
  readonly call: Caller<ControlRequests, ControlFacts>['call'];
  readonly facts: NotificationOf<ControlFacts>[];
  /** Resolves with the first fact of this name, also one that came before. */
  factOf<N extends ControlFactName>(name: N): Promise<ControlFactData<N>>;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  close(): void;
};

/** Signaling's end of the link, over a real socket. */
export async function linkTo(port: number, secret: string): Promise<Link> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${CONTROL_PATH}`, { headers: { authorization: `Bearer ${secret}` } });
  const facts: NotificationOf<ControlFacts>[] = [];
  const closed = new Promise<number>((resolve) => ws.on('close', resolve));
  const caller = new Caller<ControlRequests, ControlFacts>({
    socket: {
      send: (text) => ws.send(text),
      close: (code, reason) => ws.close(code, reason),
      bufferedBytes: () => ws.bufferedAmount,
      onMessage: (listener) => void ws.on('message', (data: Buffer) => listener(data.toString())),
      onClose: (listener) => void ws.on('close', (code, reason) => listener(code, reason.toString())),
    },
    clock: systemClock,
    requests: controlRequests,
    notifications: controlFacts,
    deadlineMs: 10_000,
    onNotification: (fact) => void facts.push(fact),
    onFault: (what) => {
      throw new Error(what);
    },
    onClosed: () => undefined,
  });
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject));
  return {
    call: (method, params) => caller.call(method, params),
    facts,
    factOf: async <N extends ControlFactName>(name: N) => {
      const fact = await vi.waitFor(() => {
        const found = facts.find((one) => one.name === name);
        if (!found) throw new Error(`no ${name} yet, only ${facts.map((one) => one.name).join(', ')}`);
        return found;
      }, 30_000);
      return fact.data as ControlFactData<N>;
    },
    closed,
    close: () => caller.close(1000, 'done'),
  };
}
