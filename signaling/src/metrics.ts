import type { Params } from '@confab/protocol';
import type { MeasuredLink } from '@confab/protocol/control';
import type { LinkTotals } from './rooms/MeasuredLinks.ts';
import { createLinkMetrics } from './linkMetrics.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';

/** What the server counts while it works. */
export type Metrics = {
  /** `outcome` is `ok` or the code of the error. */
  requestSettled(method: string, outcome: string): void;
  /** `outcome` is `resumed` when nothing was missed, `replayed`, `snapshot`, or the code of the error. */
  resumeSettled(outcome: string): void;
  /** An upgrade refused with an HTTP status, or a socket closed for what it did. */
  rejected(code: number): void;
  /** What a client has measured of its join. */
  joined(report: Params<'reportJoin'>): void;
};

/** What somebody had too much of: of upgrades or requests in a while, of sockets or rooms at once. */
export type LimitReason = 'upgradeRate' | 'requestRate' | 'socketsPerAddress' | 'sockets' | 'rooms';
/** What the sfu has measured of a room: one call each time. */
export type LinkMetrics = { measured(links: readonly MeasuredLink[]): void };
export type LimitMetrics = { limited(reason: LimitReason): void };

/** What the server counts when somebody asks. */
export type Census = () => {
  readonly sessions: number;
  readonly rooms: number;
  readonly peers: number;
  /** Visitors who are kept ready to join. */
  readonly lobbies: number;
  readonly isSfuReady: boolean;
  /** The sfu nodes that can be asked, and how many of them get no new rooms. */
  readonly sfuNodes: { readonly ready: number; readonly draining: number };
  /** Written to clients and not gone out yet. */
  readonly unsentBytes: number;
  /** Asked of the sfu and not answered yet. */
  readonly sfuRequests: number;
  /** What the sfu could not take and will be told again. */
  readonly keptOrders: number;
  /** What goes over the transports of all peers, as the sfu has measured it of late. */
  readonly links: LinkTotals;
};

/** Prometheus text of all that; Node's own figures, the delay of the event loop among them, included. */
export function createMetrics(
  census: Census,
): Metrics & LimitMetrics & LinkMetrics & { render(): Promise<string>; readonly contentType: string } {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'confab_requests_total',
    help: 'Requests of clients by method and outcome: ok or the code of the error.',
    labelNames: ['method', 'outcome'] as const,
    registers,
  });
  const rejected = new Counter({
    name: 'confab_rejected_total',
    help: 'Upgrades refused and sockets closed for what they did, by HTTP status or close code.',
    labelNames: ['code'] as const,
    registers,
  });
  const resumes = new Counter({
    name: 'confab_resumes_total',
    help: 'Seats taken back, by what had to be told: resumed (nothing), replayed, snapshot; or the code of the error.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const limited = new Counter({
    name: 'confab_limited_total',
    help: 'Upgrades, requests and rooms refused because there were too many, by what there were too many of.',
    labelNames: ['reason'] as const,
    registers,
  });
  const joins = new Histogram({
    name: 'confab_join_seconds',
    help: 'From the click to the first media of somebody else, and its phases, by what was ready; as clients say.',
    labelNames: ['readiness', 'phase'] as const,
    buckets: [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6, 1, 2, 5, 15],
    registers,
  });
  const links = createLinkMetrics(registers);
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('confab_sessions', 'Open WebSockets of clients.', () => census().sessions);
  gauge('confab_rooms', 'Rooms in this process.', () => census().rooms);
  gauge('confab_peers', 'Seats in all rooms, kept ones included.', () => census().peers);
  gauge('confab_lobbies', 'Visitors who are kept ready to join.', () => census().lobbies);
  gauge('confab_unsent_bytes', 'Written to clients and not gone out yet.', () => census().unsentBytes);
  gauge('confab_sfu_requests', 'Requests that wait for the sfu.', () => census().sfuRequests);
  gauge('confab_sfu_orders_kept', 'What the sfu could not take and will be told again.', () => census().keptOrders);
  gauge('confab_media_up_kbps', 'From all peers to the sfu, in kbit/s.', () => census().links.upKbps);
  gauge('confab_media_down_kbps', 'From the sfu to all peers, in kbit/s.', () => census().links.downKbps);
  gauge('confab_media_lossy_up', 'Peers of whose packets over 5 % are lost.', () => census().links.lossyUp);
  gauge('confab_media_lossy_down', 'Peers to whom over 5 % are lost.', () => census().links.lossyDown);
  gauge('confab_media_lowered', 'Pictures that come smaller than they are shown.', () => census().links.lowered);
  gauge('confab_sfu_nodes_ready', 'Sfu nodes that can be asked.', () => census().sfuNodes.ready);
  gauge('confab_sfu_nodes_draining', 'Those of them that get no new rooms.', () => census().sfuNodes.draining);
  gauge('confab_sfu_link_up', '1 while the sfu can be asked, else 0.', () => (census().isSfuReady ? 1 : 0));

  // Counting by labels costs more than all else that is done about a ping: counted here, and handed over when asked for.
  const settled = new Map<string, Map<string, number>>();
  const handOver = () => {
    for (const [method, outcomes] of settled)
      for (const [outcome, count] of outcomes) requests.inc({ method, outcome }, count);
    settled.clear();
  };
  return {
    requestSettled(method, outcome) {
      let outcomes = settled.get(method);
      if (!outcomes) settled.set(method, (outcomes = new Map()));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    },
    resumeSettled: (outcome) => resumes.inc({ outcome }),
    rejected: (code) => rejected.inc({ code: String(code) }),
    joined({ readiness, total, phases }) {
      for (const [phase, ms = 0] of Object.entries({ total, ...phases })) {
        joins.observe({ readiness, phase }, ms / 1_000);
      }
    },
    limited: (reason) => limited.inc({ reason }),
    ...links,
    render() {
      handOver();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
