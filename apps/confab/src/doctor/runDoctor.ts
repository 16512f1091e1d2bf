import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseConfig as parseSfuConfig } from '@confab/sfu/config';
import { parseConfig as parseSignalingConfig } from '@confab/signaling/config';
import { askRelay } from './askRelay.ts';
import { checkRelays } from './checkRelays.ts';
import { checkWorker, createProvideWorker } from './checkWorker.ts';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';
import { isServing } from './isServing.ts';
import { judgeAddress } from './judgeAddress.ts';
import { judgeCertificate } from './judgeCertificate.ts';
import { judgeClock } from './judgeClock.ts';
import { makeCall } from './makeCall.ts';
import type { Port } from './tryPorts.ts';
import { tryPorts } from './tryPorts.ts';

export type DoctorOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly programs: { readonly sfu: string; readonly signaling: string };
  /** sfu/worker/provide.mjs */
  readonly provideScript: string;
};

type Configs = { readonly sfu: SfuConfig; readonly signaling: SignalingConfig };
type SfuConfig = Extract<ReturnType<typeof parseSfuConfig>, { ok: true }>['config'];
type SignalingConfig = Extract<ReturnType<typeof parseSignalingConfig>, { ok: true }>['config'];

/** Looks at everything that calls on this machine need, each on its own, and makes one. */
export async function runDoctor(options: DoctorOptions): Promise<Finding[]> {
  const { env, programs, provideScript } = options;
  const parsed = parse(options);
  if ('faults' in parsed) return parsed.faults;
  const { sfu, signaling } = parsed;
  const nowMs = Date.now();
  const worker = await checkWorker(createProvideWorker(provideScript, env));
  const addresses = await Promise.all(
    sfu.media.listen.map(async ({ ip, announced }) => ({ listenIp: ip, announced: await resolveAnnounced(announced) })),
  );
  const own = Object.values(networkInterfaces()).flatMap((some) => (some ?? []).map(({ address }) => address));
  const { host, publicUrl, tls, turn } = signaling;
  const isRunning = await isServing({ host, port: signaling.port, isTls: tls !== undefined });
  const ports = isRunning ? [running] : await tryPorts(portsOf(parsed));
  const [first] = sfu.media.listen;
  const address = first?.announced ?? first?.ip ?? '127.0.0.1';
  const workerBin = ports.every(({ level }) => level === 'ok') ? worker.bin : undefined;
  return [
    finder('settings').ok('The settings are in order.'),
    worker.finding,
    ...ports,
    ...addresses.flatMap((one) => judgeAddress({ ...one, host, publicUrl, own })),
    workerBin === undefined ? noCall : await makeCall({ programs, env, workerBin, address }),
    ...(turn ? await checkRelays({ ...turn, nowMs, ask: askRelay }) : [noRelay]),
    ...(tls ? judgeCertificate({ cert: tls.cert, publicUrl, nowMs }) : [noCertificate(signaling)]),
    judgeClock({ nowMs, builtAtMs: statSync(programs.sfu).mtimeMs, isSynchronised: await readSynchronised() }),
  ];
}

const noCall = finder('call').note(
  'No call was tried: it takes a worker, and ports that nobody has.',
  'Cure the problems above, or stop the Confab that runs, and ask again.',
);
const running = finder('ports').note('Confab runs here already: whether its ports are free cannot be seen.');
const noRelay = finder('relay').note(
  'No TURN server is set: people behind the strictest firewalls stay out.',
  'Set TURN_URLS and TURN_SECRET of one if that matters.',
);

function noCertificate({ publicUrl, host }: SignalingConfig): Finding {
  const { ok, note } = finder('certificate');
  if (publicUrl?.startsWith('https:')) return ok('A proxy in front has the certificate.');
  if (publicUrl === undefined && (host === '127.0.0.1' || host === '::1')) return ok('None is needed on localhost.');
  return note(
    'There is no certificate: browsers give camera and microphone only to https and to localhost.',
    'Set TLS_CERT and TLS_KEY, or put a proxy in front and set PUBLIC_URL to its https address.',
  );
}

/** With what `confab start` would add. */
function parse({ env, readFile }: DoctorOptions): Configs | { readonly faults: Finding[] } {
  const hasSecret = env['SFU_SECRET']?.trim() || env['SFU_SECRET_FILE']?.trim();
  const own = { ...env, SFU_URL: 'ws://127.0.0.1:1', ...(!hasSecret && { SFU_SECRET: '-'.repeat(32) }) };
  const [sfu, signaling] = [parseSfuConfig(own, readFile), parseSignalingConfig(own, readFile)];
  if (sfu.ok && signaling.ok) return { sfu: sfu.config, signaling: signaling.config };
  const faults = new Set([...(signaling.ok ? [] : signaling.faults), ...(sfu.ok ? [] : sfu.faults)]);
  const { problem } = finder('settings');
  return { faults: [...faults].map((fault) => problem(fault, 'Correct it in the environment or in .env.')) };
}

function portsOf({ sfu: { media }, signaling: { host, port } }: Configs): Port[] {
  const mediaPorts = Array.from({ length: media.workers }, (_, index) =>
    (['udp', 'tcp'] as const).flatMap((protocol) =>
      media.listen.map(({ ip }) => ({
        protocol,
        host: ip,
        port: media.port === 0 ? 0 : media.port + index,
        variable: 'MEDIASOUP_PORT',
      })),
    ),
  );
  return [{ protocol: 'tcp', host, port, variable: 'PORT' }, ...mediaPorts.flat()];
}

async function resolveAnnounced(address: string | undefined) {
  if (address === undefined) return undefined;
  if (isIP(address) !== 0) return { address, resolved: [address] };
  const found = await lookup(address, { all: true }).catch(() => []);
  return { address, resolved: found.map((one) => one.address) };
}

/** Where systemd keeps the time; undefined elsewhere. */
function readSynchronised(): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    execFile('timedatectl', ['show', '--property=NTPSynchronized', '--value'], (fault, stdout) => {
      resolve(fault ? undefined : stdout.trim() === 'yes');
    });
  });
}
