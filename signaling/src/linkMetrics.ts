import type { MeasuredLink } from '@confab/protocol/control';
import type { Registry } from '@prometheus-io/client';
import { Histogram } from '@prometheus-io/client';
import type { LinkMetrics } from './metrics.ts';

/** How the links of peers and rooms are spread: by buckets, never by who it is, of whom there may be any number. */
export function createLinkMetrics(registers: Registry[]): LinkMetrics {
  const rtt = new Histogram({
    name: 'confab_media_rtt_seconds',
    help: 'Round trips between the sfu and each peer that receives something, as measured every ten seconds.',
    buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6],
    registers,
  });
  const loss = new Histogram({
    name: 'confab_media_loss_ratio',
    help: 'The share of packets lost to or from each peer, as measured every ten seconds.',
    labelNames: ['direction'] as const,
    buckets: [0.001, 0.01, 0.03, 0.05, 0.1, 0.2, 0.5],
    registers,
  });
  const score = new Histogram({
    name: 'confab_media_score',
    help: 'Of each peer the worst stream that flows, 1 to 10, as measured every ten seconds.',
    labelNames: ['direction'] as const,
    buckets: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    registers,
  });
  const room = new Histogram({
    name: 'confab_media_room_kbps',
    help: 'What all peers of one room send (up) and receive (down), as measured every ten seconds.',
    labelNames: ['direction'] as const,
    buckets: [50, 200, 1_000, 5_000, 20_000, 100_000, 500_000],
    registers,
  });
  return {
    measured(links) {
      for (const { rttMs } of links) if (rttMs !== undefined) rtt.observe(rttMs / 1_000);
      for (const direction of ['up', 'down'] as const) {
        for (const { [direction]: one } of links) {
          // Of a direction in which nothing goes nothing can get lost.
          if (one.kbps > 0) loss.observe({ direction }, one.loss);
          if (one.score !== undefined) score.observe({ direction }, one.score);
        }
        room.observe({ direction }, sumOf(links, direction));
      }
    },
  };
}

const sumOf = (links: readonly MeasuredLink[], direction: 'up' | 'down'): number =>
  links.reduce((sum, { [direction]: { kbps } }) => sum + kbps, 0);
