import { execFile } from 'node:child_process';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, note, problem } = finder('worker');

/** Runs sfu/worker/provide.mjs for one tier; resolves with its line and the path of the program. */
export type ProvideWorker = (tier: 1 | 2) => Promise<{ readonly line: string; readonly bin: string }>;

/** Which media worker there is, of what version and from where, proven to run. Nothing is downloaded or built for that. */
export async function checkWorker(provide: ProvideWorker): Promise<{ bin?: string; finding: Finding }> {
  const reasons: string[] = [];
  for (const tier of [1, 2] as const) {
    try {
      const { line, bin } = await provide(tier);
      return { bin, finding: isPublished(line) ? note(`${line}. ${UNMENDED}`, MENDING) : ok(`${line}.`) };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      // The program that the user names is taken, or nothing is.
      if (/MEDIASOUP_WORKER_BIN names/.test(reason)) return { finding: problem(reason, 'Unset MEDIASOUP_WORKER_BIN.') };
      reasons.push(reason);
    }
  }
  return {
    finding: problem(
      `There is no media worker that runs here: ${reasons.join(' ')}`,
      'Run "npm start" once: it finds, downloads or builds one. Or set MEDIASOUP_WORKER_BIN.',
    ),
  };
}

const isPublished = (line: string): boolean => line.endsWith(', as mediasoup publishes it');
const UNMENDED = 'With it some of several people see others smaller than their line allows.';
const MENDING = 'Build one without that fault (Debian, Ubuntu): node sfu/worker/provide.mjs --tier 4';

export function createProvideWorker(script: string, env: Readonly<Record<string, string | undefined>>): ProvideWorker {
  return (tier) =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, [script, '--tier', String(tier)], { env: { ...env } }, (fault, stdout, stderr) => {
        const [line = '', bin = ''] = stdout.trim().split('\n');
        if (fault) reject(new Error(stderr.trim().replaceAll('\n', ' ') || fault.message));
        else resolve({ line, bin });
      });
    });
}
