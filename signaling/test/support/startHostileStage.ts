import { expect, vi } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { serveSfu } from './serveSfu.ts';
import { startTestServer } from './startTestServer.ts';
import { WireClient } from './WireClient.ts';

type Sfu = Awaited<ReturnType<typeof serveSfu>>;

/** A real server with a fake sfu behind a real link: everything but media. */
export async function startHostileStage(env: Readonly<Record<string, string>> = {}, given?: Sfu) {
  const sfu = given ?? (await serveSfu());
  /** What the server took for a fault of its own. */
  const failures: string[] = [];
  const log = {
    ...silentLog,
    error: (fields: object, text: string) => void failures.push(`${text} ${describe(fields)}`),
  };
  const server = await startTestServer({ SFU_URL: sfu.url, ...env }, log);
  await vi.waitFor(async () => expect((await fetch(`${server.base}/readyz`)).status).toBe(200), 45_000);

  /** The sum of a counter over the labels that are left open, or a gauge. */
  const metric = async (name: string, labels = ''): Promise<number> => {
    const text = await (await fetch(`${server.base}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)));
    return lines.filter((line) => line.includes(labels)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  const stop = async () => {
    await server.stop();
    await sfu.stop();
  };
  return { ...server, sfu, failures, metric, stop, open: (headers = {}) => WireClient.open(server.port, headers) };
}

const describe = (fields: object): string =>
  'err' in fields && fields.err instanceof Error ? String(fields.err.stack) : JSON.stringify(fields);
