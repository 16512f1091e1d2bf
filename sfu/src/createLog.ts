import pino from 'pino';
import type { LogLevel } from './config.ts';
import type { Log } from './Log.ts';

/** JSON lines for machines, short ones for a person at a terminal. */
export function createLog(level: LogLevel, stdout: NodeJS.WriteStream): Log {
  const options = { level, base: { process: 'sfu' }, formatters: { level: (label: string) => ({ level: label }) } };
  return stdout.isTTY ? pino(options, { write: (line) => void stdout.write(toReadable(line)) }) : pino(options);
}

/** One JSON line of pino as `sfu warn  message key=value`. */
export function toReadable(line: string): string {
  const { level, msg, time: _, process, ...rest }: Record<string, unknown> = JSON.parse(line);
  const fields = Object.entries(rest).map(([key, value]) => ` ${key}=${toText(value)}`);
  return `${toText(process)} ${toText(level).padEnd(5)} ${toText(msg ?? '')}${fields.join('')}\n`;
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
