/** What a test does to one process of the system under test, from outside. */
export class ServerProcess {
  readonly #find: () => number | undefined;

  /** `find` says its id, and is asked each time: another process may have taken its place. */
  constructor(find: () => number | undefined) {
    this.#find = find;
  }

  /** @throws Error when none is running. */
  get pid(): number {
    const pid = this.#find();
    if (pid === undefined) throw new Error('no such process is running');
    return pid;
  }

  /** Ends it, without a warning unless said otherwise. Does not wait; says which process it was. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): number {
    const { pid } = this;
    process.kill(pid, signal);
    return pid;
  }

  /** It hangs from now on: it is there, and its connections are, and it does nothing. */
  stop(): number {
    return this.kill('SIGSTOP');
  }

  /** It hangs for so long, and goes on, unless somebody has ended it meanwhile. */
  async stopFor(ms: number): Promise<void> {
    const pid = this.stop();
    await new Promise<void>((resolve) => void setTimeout(resolve, ms));
    if (this.#find() === pid) process.kill(pid, 'SIGCONT');
  }

  continue(): void {
    this.kill('SIGCONT');
  }
}
