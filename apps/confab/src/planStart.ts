import { join } from 'node:path';
import { parseConfig as parseSfuConfig } from '@confab/sfu/config';
import { parseConfig as parseSignalingConfig } from '@confab/signaling/config';
import type { SignalingPorts } from './Launcher.ts';
import type { Listening } from './toAddress.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type Surroundings = {
  readonly env: Env;
  readonly readFile: (path: string) => string;
  readonly newSecret: () => string;
  /** The folder of the built web app, unless WEB_ROOT says otherwise. */
  readonly webRoot: string;
};

export type StartPlan = {
  readonly sfuEnv: (controlPort: number | undefined) => Env;
  readonly signalingEnv: (ports: SignalingPorts) => Env;
  readonly listening: Omit<Listening, 'port'>;
  /** What the user should know although nothing is wrong. */
  readonly notes: readonly string[];
};

export type Planned =
  | { readonly ok: true; readonly plan: StartPlan }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Works out what each process is given, or everything that is wrong with the environment, before anything is started. */
export function planStart({ env, readFile, newSecret, webRoot }: Surroundings): Planned {
  const hasSecret = text(env, 'SFU_SECRET') ?? text(env, 'SFU_SECRET_FILE');
  const own: Env = hasSecret ? env : { ...env, SFU_SECRET: newSecret() };
  const root = text(env, 'WEB_ROOT') ?? webRoot;
  const sfuEnv = (controlPort: number | undefined) => ({
    ...without(own, NOT_FOR_SFU),
    SFU_PORT: controlPort === undefined ? (text(own, 'SFU_PORT') ?? '0') : String(controlPort),
  });
  const signalingEnv = ({ controlPort, httpPort }: SignalingPorts) => ({
    ...own,
    SFU_URL: `ws://${toUrlHost(text(own, 'SFU_HOST') ?? '127.0.0.1')}:${controlPort}`,
    WEB_ROOT: root,
    ...(httpPort !== undefined && { PORT: String(httpPort) }),
  });

  const signaling = parseSignalingConfig(signalingEnv({ controlPort: 1, httpPort: undefined }), readFile);
  const sfu = parseSfuConfig(sfuEnv(undefined), readFile);
  const faults = [
    ...joinFaults(signaling.ok ? [] : signaling.faults, sfu.ok ? [] : sfu.faults),
    ...webFaults({ root, isOurs: root === webRoot }, readFile),
  ];
  if (!signaling.ok || faults.length > 0) return { ok: false, faults };
  const { host, publicUrl, tls } = signaling.config;
  const listening = { host, publicUrl, isTls: tls !== undefined };
  return { ok: true, plan: { sfuEnv, signalingEnv, listening, notes: toNotes(env) } };
}

// Workers inherit the sfu's environment, and they read what strangers send: what the sfu does not need stays out.
const NOT_FOR_SFU = [
  'JWT_SECRET',
  'JWT_SECRET_FILE',
  'API_KEY',
  'API_KEY_FILE',
  'TURN_SECRET',
  'TURN_SECRET_FILE',
  'REDIS_URL',
];

const without = (env: Env, names: readonly string[]): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

/** An empty variable counts as unset. */
const text = (env: Env, name: string) => env[name]?.trim() || undefined;

const toUrlHost = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** Both processes read some of the variables; nobody needs to hear twice what is wrong with one. */
function joinFaults(faults: readonly string[], more: readonly string[]): string[] {
  const variableOf = (fault: string) => /^[A-Z_]+/.exec(fault)?.[0].replace(/_FILE$/, '') ?? fault;
  const named = new Set(faults.map(variableOf));
  return [...faults, ...more.filter((fault) => !named.has(variableOf(fault)))];
}

function webFaults({ root, isOurs }: { root: string; isOurs: boolean }, readFile: Surroundings['readFile']): string[] {
  try {
    readFile(join(root, 'index.html'));
    return [];
  } catch {
    return isOurs
      ? ['The web app is not built yet: run "npm start" once, or "npm run build".']
      : ['WEB_ROOT names a folder without index.html: correct it, or unset it to serve the web app of this clone.'];
  }
}

const toNotes = (env: Env) =>
  text(env, 'SFU_URL') === undefined ? [] : ['SFU_URL is not used: "confab start" runs an sfu of its own.'];
