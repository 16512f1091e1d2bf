import { existsSync } from 'node:fs';

type Provider = {
  provideWorker(options: {
    root: string;
    env: NodeJS.ProcessEnv;
    say: (text: string) => void;
    tier: 2;
  }): Promise<{ readonly bin: string }>;
};

/** A worker program to test with: the one that is named, else one that is there already. Undefined: skip, visibly. */
export async function findTestWorker(): Promise<string | undefined> {
  const named = process.env['MEDIASOUP_WORKER_BIN'];
  if (named) return named;
  const root = new URL('../../../', import.meta.url);
  const script = new URL('sfu/worker/provide.mjs', root);
  if (!existsSync(script)) return undefined;
  const provider: Provider = await import(/* @vite-ignore */ script.href);
  try {
    const { bin } = await provider.provideWorker({
      root: root.pathname,
      env: process.env,
      say: () => undefined,
      tier: 2,
    });
    return bin;
  } catch (cause) {
    console.warn('There is no mediasoup worker, tests that need one are skipped.', String(cause));
    return undefined;
  }
}
