import type { PeerId } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const census = () => ({
  sessions: 3,
  rooms: 2,
  peers: 4,
  lobbies: 7,
  isSfuReady: true,
  sfuNodes: { ready: 2, draining: 1 },
  unsentBytes: 512,
  sfuRequests: 5,
  keptOrders: 6,
  links: { upKbps: 150, downKbps: 900, lossyUp: 1, lossyDown: 8, lowered: 9 },
});

describe('createMetrics', () => {
  it('counts what has happened, by its label', async () => {
    const metrics = createMetrics(census);
    for (const outcome of ['ok', 'ok', 'notFound']) metrics.requestSettled('resume', outcome);
    for (const outcome of ['replayed', 'snapshot', 'replayed']) metrics.resumeSettled(outcome);
    metrics.rejected(4429);
    const text = await metrics.render();
    expect(text).toContain('confab_requests_total{method="resume",outcome="ok"} 2');
    expect(text).toContain('confab_requests_total{method="resume",outcome="notFound"} 1');
    expect(text).toContain('confab_resumes_total{outcome="replayed"} 2');
    expect(text).toContain('confab_resumes_total{outcome="snapshot"} 1');
    expect(text).toContain('confab_rejected_total{code="4429"} 1');
  });

  it('[LO7] keeps how long joins took, by what was ready, with nobody in it', async () => {
    const metrics = createMetrics(census);
    metrics.joined({ readiness: 'hot', total: 180, phases: { seat: 120, media: 60 } });
    const text = await metrics.render();
    expect(text).toContain('confab_join_seconds_bucket{le="0.2",readiness="hot",phase="total"} 1');
    expect(text).toContain('confab_join_seconds_sum{readiness="hot",phase="media"} 0.06');
  });

  it('[LK4] keeps how links are spread, with nobody in it', async () => {
    const metrics = createMetrics(census);
    const link = (peerId: string, kbps: number, loss: number) => ({
      peerId: peerId as PeerId,
      up: { kbps, loss, ...(kbps > 0 && { score: 7 }) },
      down: { kbps: 400, loss: 0 },
      ...(kbps > 0 && { rttMs: 30 }),
    });
    metrics.measured([link('ada', 60, 0.04), link('bob', 0, 0)]);
    const text = await metrics.render();
    expect(text).toContain('confab_media_rtt_seconds_bucket{le="0.05"} 1');
    expect(text).toContain('confab_media_rtt_seconds_count 1');
    expect(text).toContain('confab_media_loss_ratio_bucket{le="0.05",direction="up"} 1');
    expect(text).toContain('confab_media_loss_ratio_count{direction="up"} 1');
    expect(text).toContain('confab_media_loss_ratio_count{direction="down"} 2');
    expect(text).toContain('confab_media_score_sum{direction="up"} 7');
    expect(text).toContain('confab_media_room_kbps_sum{direction="up"} 60');
    expect(text).toContain('confab_media_room_kbps_sum{direction="down"} 800');
    expect(text).not.toContain('ada');
  });

  it('tells how things stand when it is asked', async () => {
    const text = await createMetrics(census).render();
    const now = {
      confab_sessions: 3,
      confab_rooms: 2,
      confab_peers: 4,
      confab_lobbies: 7,
      confab_unsent_bytes: 512,
      confab_media_up_kbps: 150,
      confab_media_down_kbps: 900,
      confab_media_lossy_up: 1,
      confab_media_lossy_down: 8,
      confab_media_lowered: 9,
      confab_sfu_requests: 5,
      confab_sfu_orders_kept: 6,
      confab_sfu_link_up: 1,
      confab_sfu_nodes_ready: 2,
      confab_sfu_nodes_draining: 1,
    };
    for (const [name, value] of Object.entries(now)) expect(text).toContain(`\n${name} ${value}\n`);
    expect(text).toMatch(/\nnodejs_eventloop_lag_p99_seconds \d/);
  });
});
