import { parseArgs } from 'node:util';

export type Command =
  | { readonly name: 'start' | 'help' | 'version' }
  | { readonly name: 'refused'; readonly reason: string };

export const usage = `Usage: confab <command>

  start        runs the sfu and the signaling server until Ctrl-C or SIGTERM

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
  if (command !== 'start') return { name: 'refused', reason: `There is no command "${command}".` };
  return rest.length === 0 ? { name: 'start' } : { name: 'refused', reason: 'start takes no arguments.' };
}

type Parsed = {
  readonly values: { readonly help?: boolean; readonly version?: boolean };
  readonly positionals: readonly string[];
  readonly fault?: string;
};

function parse(args: readonly string[]): Parsed {
  const options = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // parseArgs explains itself, with advice after the first sentence that does not fit here.
    const [fault = ''] = error instanceof Error ? error.message.split('. ') : [];
    return { values: {}, positionals: [], fault: `${fault.replace(/\.$/, '')}.` };
  }
}
