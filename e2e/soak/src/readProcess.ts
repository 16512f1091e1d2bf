import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What one process holds of the machine now (Linux). */
export type Holdings = {
  readonly memoryMb: number;
  /** How many open files of each kind: socket, pipe, anon_inode:[eventpoll], or a path. */
  readonly handles: Readonly<Record<string, number>>;
  /** `tcp 8080`, `udp 44444`: what it listens on. */
  readonly ports: readonly string[];
};

/** Undefined when it has ended. */
export function readProcess(pid: number): Holdings | undefined {
  try {
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (resident === undefined) return undefined; // A zombie holds nothing.
    const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => linkOf(pid, fd));
    const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
    return { memoryMb: Number(resident) / 1_024, handles: countKinds(links), ports: portsOf(pid, inodes) };
  } catch {
    return undefined;
  }
}

function linkOf(pid: number, fd: string): readonly string[] {
  try {
    return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
  } catch {
    return []; // Closed since it was listed.
  }
}

function countKinds(links: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const link of links) {
    const kind = link.replace(/:\[\d+\]$/, '');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** States of TCP that mean that somebody listens, and of UDP that it is bound and not connected (tcp_states.h). */
const LISTENS = { tcp: '0A', udp: '07' } as const;

function portsOf(pid: number, inodes: ReadonlySet<string>): readonly string[] {
  const found = (['tcp', 'udp'] as const).flatMap((protocol) =>
    [protocol, `${protocol}6`].flatMap((table) =>
      readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        // Columns: number, local address, remote address, state, queues, timer, retransmits, user, timeout, inode.
        .filter((columns) => columns[3] === LISTENS[protocol] && inodes.has(columns[9] ?? ''))
        .map((columns) => `${protocol} ${Number.parseInt(columns[1]?.split(':')[1] ?? '', 16)}`),
    ),
  );
  return [...new Set(found)].toSorted((one, other) => one.localeCompare(other));
}
