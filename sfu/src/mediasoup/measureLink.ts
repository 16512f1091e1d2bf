import type { MeasuredLink } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { PeerReceiver } from './PeerReceiver.ts';
import type { PeerSender } from './PeerSender.ts';
import type { PeerTransport } from './PeerTransport.ts';

type Ask = <T>(question: Promise<T>) => Promise<T>;

/** How this peer is linked now: three questions to its worker, however much it sends and receives. Undefined when it is closed. */
export async function measureLink({ peerId, opened }: PeerMedia, clock: Clock): Promise<MeasuredLink | undefined> {
  if (!opened) return undefined;
  const { sender, receiver } = opened;
  const ask: Ask = (question) => askWorker(clock, question);
  try {
    const [sent, received, rttMs] = await Promise.all([
      askTransport(ask, sender.transport),
      askTransport(ask, receiver.transport),
      // That its consumer has just ended says nothing of the rest.
      askRtt(ask, receiver).catch(() => undefined),
    ]);
    if (!sent || !received) return undefined;
    return {
      peerId,
      up: { kbps: toKbps(sent.recvBitrate), loss: sent.rtpPacketLossReceived ?? 0, ...toScore(scoresOf(sender)) },
      down: {
        kbps: toKbps(received.sendBitrate),
        loss: received.rtpPacketLossSent ?? 0,
        ...toScore(scoresTo(receiver)),
      },
      ...(rttMs !== undefined && { rttMs }),
      lowered: receiver.flowing.filter(({ isLowered }) => isLowered).length,
    };
  } catch {
    // Closed meanwhile, or its worker is lost: the next round knows.
    return undefined;
  }
}

async function askTransport(ask: Ask, { mediasoup }: PeerTransport): Promise<types.WebRtcTransportStat | undefined> {
  return mediasoup.closed ? undefined : (await ask(mediasoup.getStats()))[0];
}

/** The transport itself does not know: what it has sent is what receivers tell of. */
async function askRtt(ask: Ask, { flowing }: PeerReceiver): Promise<number | undefined> {
  const [any] = flowing;
  if (!any) return undefined;
  const stats = await ask(any.consumer.getStats());
  const rtt = stats.find(({ type }) => type === 'outbound-rtp')?.roundTripTime;
  // 0: nobody has told of any report yet.
  return rtt ? Math.round(rtt) : undefined;
}

/** Of the layers of one picture the best one counts: those that nobody wants are off. */
const scoresOf = ({ flowing }: PeerSender): readonly number[] =>
  flowing.map((producer) => Math.max(0, ...producer.score.map(({ score }) => score)));

const scoresTo = ({ flowing }: PeerReceiver): readonly number[] => flowing.map(({ consumer }) => consumer.score.score);

/** Of what does not come at all 0 is said: that is not a bad link, nothing is sent. */
function toScore(scores: readonly number[]): { readonly score?: number } {
  const known = scores.filter((score) => score > 0);
  return known.length > 0 ? { score: Math.min(...known) } : {};
}

const toKbps = (bitrate: number): number => Math.round(bitrate / 1_000);
