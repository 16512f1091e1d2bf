import { spawn } from 'node:child_process';
import type { Child, Exit } from './Child.ts';

export type Program = {
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For Node itself, in front of the program. */
  readonly nodeArgs?: readonly string[];
};

/** Starts a Node program that tells over IPC on which port it listens. */
export function spawnProgram({ path, env, nodeArgs = [] }: Program): Child {
  const child = spawn(process.execPath, [...nodeArgs, path], {
    env: { ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C reaches it through us only, once, and `kill` reaches what it started itself.
    detached: true,
  });
  return {
    onListening: (listener) =>
      void child.on('message', (message) => {
        if (isListening(message)) listener(message.port);
      }),
    onExit(listener) {
      let hasEnded = false;
      const end = (exit: Exit) => {
        if (!hasEnded) listener(exit);
        hasEnded = true;
      };
      child.once('exit', (code, signal) => end({ code, signal }));
      // Also heard when a signal could not be sent, which is no end.
      child.on('error', (cause) => {
        if (child.pid === undefined) end({ code: null, signal: null, reason: cause.message });
      });
    },
    terminate: () => void child.kill('SIGTERM'),
    kill: () => killGroup(child.pid),
  };
}

function isListening(message: unknown): message is { readonly port: number } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'listening' &&
    'port' in message &&
    typeof message.port === 'number'
  );
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
