import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../hostile/serverProcess.ts', import.meta.url));

/** Starts `serverProcess.ts`. Whatever a test does to it, its memory can be asked for, and whether it still lives. */
export async function forkServer(sfuUrl: string) {
  const child = fork(program, [], {
    execArgv: ['--conditions=confab-source', '--import', 'tsx', '--expose-gc'],
    env: { PATH: process.env['PATH'], SFU_URL: sfuUrl },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = async () => (await once(child, 'message'))[0] as { readonly port: number; readonly bytes: number };
  const { port } = await answer();
  return {
    port,
    /** Of live objects and their buffers, after collecting garbage. */
    async memoryBytes(): Promise<number> {
      const answered = answer();
      child.send('memory');
      return (await answered).bytes;
    },
    get hasExited(): boolean {
      return child.exitCode !== null || child.signalCode !== null;
    },
    async stop(): Promise<void> {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
