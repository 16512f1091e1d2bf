import { parseArgs } from 'node:util';

import type { TokenOptions, TokenWish } from './parseTokenWish.ts';
import { parseTokenWish } from './parseTokenWish.ts';

export type Command =
  | { readonly name: 'start' | 'help' | 'version' }
  | { readonly name: 'doctor'; readonly asJson: boolean }
  | { readonly name: 'token'; readonly token: TokenWish }
  | { readonly name: 'refused'; readonly reason: string };

export const usage = `Usage: confab <command>

  start        runs the sfu and the signaling server until Ctrl-C or SIGTERM
  doctor       says what on this machine is in the way of calls, and how to cure it
               [--json]
  token        prints a signed join token: confab token --room <id>
               [--name <display name>] [--role host|speaker|viewer] [--ttl <10m>]

  --help       shows this
  --version    shows the version

Settings come from the environment and from a file .env in the current folder.`;

export function parseCommand(args: readonly string[]): Command {
  const { values, positionals, fault } = parse(args);
  if (fault !== undefined) return { name: 'refused', reason: fault };
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [command, ...rest] = positionals;
  if (command === undefined) return { name: 'refused', reason: 'A command is missing.' };
  const token = { room: values.room, name: values.name, role: values.role, ttl: values.ttl };
  if (command === 'token') return rest.length === 0 ? toTokenCommand(token) : refuse('token takes options only.');
  const unfit = Object.entries(token).find(([, value]) => value !== undefined);
  if (unfit) return refuse(`--${unfit[0]} is for the command token.`);
  if (command === 'doctor')
    return rest.length === 0 ? { name: 'doctor', asJson: values.json === true } : refuse('doctor takes options only.');
  if (values.json) return refuse('--json is for the command doctor.');
  if (command !== 'start') return { name: 'refused', reason: `There is no command "${command}".` };
  return rest.length === 0 ? { name: 'start' } : { name: 'refused', reason: 'start takes no arguments.' };
}

const refuse = (reason: string): Command => ({ name: 'refused', reason });

function toTokenCommand(options: TokenOptions): Command {
  const parsed = parseTokenWish(options);
  return parsed.ok ? { name: 'token', token: parsed.wish } : refuse(parsed.fault);
}

type Parsed = {
  readonly values: { readonly help?: boolean; readonly version?: boolean; readonly json?: boolean } & TokenOptions;
  readonly positionals: readonly string[];
  readonly fault?: string;
};

function parse(args: readonly string[]): Parsed {
  const options = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
    json: { type: 'boolean' },
    room: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    ttl: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // parseArgs explains itself, with advice after the first sentence that does not fit here.
    const [fault = ''] = error instanceof Error ? error.message.split('. ') : [];
    return { values: {}, positionals: [], fault: `${fault.replace(/\.$/, '')}.` };
  }
}
