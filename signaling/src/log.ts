import { createHash } from 'node:crypto';
import { pino } from 'pino';
import type { LogLevel } from './config.ts';

/**
 * Structured lines: fields such as room, peer, session, method and ms beside a constant text.
 * Never tokens, secrets, SDP, candidates, addresses, names or chat.
 */
export type Log = {
  /** Whether lines of `debug` are written at all: for fields that cost something to find out. */
  readonly isChatty: boolean;
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};
type LogFields = Readonly<Record<string, unknown>>;

export const silentLog: Log = {
  isChatty: false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Where lines go: a stream of the process, or whoever wants to read them. */
export type LogOutput = { write(line: string): unknown; readonly isTTY?: boolean };

/** Tells rooms apart in a log without telling their ids: whoever knows such an id may be let in. */
export const toLogId = (roomId: string): string => createHash('sha256').update(roomId).digest('base64url').slice(0, 8);

/** JSON lines for machines, short ones where a person is looking. */
export function createLog(level: LogLevel, out: LogOutput): Log {
  const options = {
    level,
    base: { process: 'signaling' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = out.isTTY
    ? pino(options, { write: (line: string) => void out.write(toReadable(line)) })
    : pino(options, out);
  return Object.assign(log, { isChatty: log.isLevelEnabled('debug') });
}

/** One JSON line of pino as `12:30:01 warn signaling: message room=… peer=…`. */
export function toReadable(line: string): string {
  const { level, time, process: from, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clockTime = new Date(Number(time)).toISOString().slice(11, 19);
  const rest = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const fault = err === undefined ? '' : `\n${stackOf(err)}`;
  return `${clockTime} ${String(level)} ${String(from)}: ${String(msg)}${rest.join('')}${fault}\n`;
}

const stackOf = (err: unknown): string =>
  typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : JSON.stringify(err);
