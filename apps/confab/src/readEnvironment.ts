import { parseEnv } from 'node:util';

export type Environment = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly faults: readonly string[];
};

/** The environment with what a file `.env` in the current folder adds to it; what is really set wins. */
export function readEnvironment(env: Environment['env'], readFile: (path: string) => string): Environment {
  try {
    return { env: { ...parseEnv(readFile('.env')), ...env }, faults: [] };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    if (code === 'ENOENT') return { env, faults: [] };
    return { env, faults: [`The file .env cannot be read (${code}): correct its permissions, or move it away.`] };
  }
}
