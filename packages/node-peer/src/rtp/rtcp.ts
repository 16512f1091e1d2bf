/** The few RTCP messages that an SFU wants of its peers, and that it sends them. */

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const PAYLOAD_FEEDBACK = 206;
const PICTURE_LOSS = 1;
const FULL_INTRA = 4;
const APPLICATION = 15;
const MAX_REPORT_BLOCKS = 31;
/** Seconds from 1900 to 1970. */
const NTP_OFFSET_S = 2_208_988_800;
const FRACTION = 2 ** 32;

export type SenderReport = {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
  readonly nowMs: number;
};

/** RFC 3550, section 6.4.1. An SFU changes between the layers of a picture only when both were reported. */
export function encodeSenderReport({ ssrc, timestamp, packets, bytes, nowMs }: SenderReport): Buffer {
  const report = withHeader({ type: SENDER_REPORT, count: 0, bytes: 28 });
  const seconds = nowMs / 1_000 + NTP_OFFSET_S;
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(Math.floor(seconds), 8);
  report.writeUInt32BE(Math.floor((seconds % 1) * FRACTION), 12);
  report.writeUInt32BE(timestamp, 16);
  report.writeUInt32BE(packets >>> 0, 20);
  report.writeUInt32BE(bytes >>> 0, 24);
  return report;
}

export type ReportBlock = {
  readonly ssrc: number;
  readonly lost: number;
  readonly fractionLost: number;
  readonly highestSequenceNumber: number;
};

/** RFC 3550, section 6.4.2; as many reports as these blocks need. */
export function encodeReceiverReports(ssrc: number, blocks: readonly ReportBlock[]): Buffer[] {
  const reports: Buffer[] = [];
  for (let from = 0; from < blocks.length; from += MAX_REPORT_BLOCKS) {
    const some = blocks.slice(from, from + MAX_REPORT_BLOCKS);
    const report = withHeader({ type: RECEIVER_REPORT, count: some.length, bytes: 8 + some.length * 24 });
    report.writeUInt32BE(ssrc, 4);
    for (const [index, block] of some.entries()) {
      const at = 8 + index * 24;
      report.writeUInt32BE(block.ssrc, at);
      report.writeUInt8(Math.min(255, Math.round(block.fractionLost * 256)), at + 4);
      report.writeIntBE(Math.min(block.lost, 0x7f_ff_ff), at + 5, 3);
      report.writeUInt32BE(block.highestSequenceNumber >>> 0, at + 8);
    }
    reports.push(report);
  }
  return reports;
}

/** How much may be sent to us, in bits per second (draft-alvestrand-rmcat-remb-03, section 2.2). */
export function encodeRemb(ssrc: number, bps: number, of: readonly number[]): Buffer {
  const remb = withHeader({ type: PAYLOAD_FEEDBACK, count: APPLICATION, bytes: 20 + of.length * 4 });
  const exponent = Math.max(0, Math.floor(Math.log2(bps)) - 17);
  remb.writeUInt32BE(ssrc, 4);
  remb.write('REMB', 12, 'latin1');
  remb.writeUInt8(of.length, 16);
  remb.writeUIntBE((exponent << 18) | Math.floor(bps / 2 ** exponent), 17, 3);
  for (const [index, one] of of.entries()) remb.writeUInt32BE(one, 20 + index * 4);
  return remb;
}

/** RFC 4585, section 6.3.1. */
export function encodePictureLoss(ssrc: number, of: number): Buffer {
  const message = withHeader({ type: PAYLOAD_FEEDBACK, count: PICTURE_LOSS, bytes: 12 });
  message.writeUInt32BE(ssrc, 4);
  message.writeUInt32BE(of, 8);
  return message;
}

/** The streams of which a key frame is wanted (RFC 4585, section 6.3.1; RFC 5104, section 4.3.1). */
export function wantedKeyFrames(compound: Buffer): number[] {
  return payloadFeedbackIn(compound).flatMap(keyFramesOf);
}

/** What a REMB in it says; undefined when there is none. */
export function allowedBps(compound: Buffer): number | undefined {
  const remb = payloadFeedbackIn(compound).find((message) => message.toString('latin1', 12, 16) === 'REMB');
  if (!remb || remb.length < 20) return undefined;
  const bits = remb.readUIntBE(17, 3);
  return (bits & 0x3_ff_ff) * 2 ** (bits >> 18);
}

function payloadFeedbackIn(compound: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 4 <= compound.length;) {
    const length = (compound.readUInt16BE(at + 2) + 1) * 4;
    const message = compound.subarray(at, at + length);
    if (message[1] === PAYLOAD_FEEDBACK) found.push(message);
    at += length;
  }
  return found;
}

function keyFramesOf(message: Buffer): number[] {
  const format = (message[0] ?? 0) & 0x1f;
  if (format === PICTURE_LOSS && message.length >= 12) return [message.readUInt32BE(8)];
  if (format !== FULL_INTRA) return [];
  const wanted: number[] = [];
  for (let at = 12; at + 8 <= message.length; at += 8) wanted.push(message.readUInt32BE(at));
  return wanted;
}

function withHeader({ type, count, bytes }: { type: number; count: number; bytes: number }): Buffer {
  const message = Buffer.alloc(bytes);
  message[0] = 0x80 | count;
  message[1] = type;
  message.writeUInt16BE(bytes / 4 - 1, 2);
  return message;
}
