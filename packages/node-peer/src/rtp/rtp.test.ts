import { describe, expect, it } from 'vitest';
import { ReceivedCount } from './ReceivedCount.ts';
import { allowedBps, encodePictureLoss, encodeReceiverReports, encodeRemb, wantedKeyFrames } from './rtcp.ts';
import { encodeRtp, isRtcp, payloadOffset } from './rtpPacket.ts';
import { encodeVp8, isVp8KeyFrame } from './vp8.ts';

const header = { payloadType: 96, sequenceNumber: 7, timestamp: 90_000, ssrc: 0xca_fe, marker: true };

describe('an RTP packet', () => {
  it('carries its extensions, and its payload begins behind them', () => {
    const payload = Buffer.from('hello');
    const packet = encodeRtp(header, [{ id: 4, data: Buffer.from('0') }], payload);
    expect(payloadOffset(packet)).toBe(20);
    expect(packet.subarray(20).toString()).toBe('hello');
    expect([packet[1], packet.readUInt16BE(2), packet.readUInt32BE(8)]).toEqual([0x80 | 96, 7, 0xca_fe]);
    expect(packet.subarray(12, 18)).toEqual(Buffer.from([0xbe, 0xde, 0, 1, 0x40, 0x30]));
    expect(isRtcp(packet)).toBe(false);
  });

  it('has no payload when it is none', () => {
    expect(payloadOffset(Buffer.from('GET / HTTP/1.1'))).toBeUndefined();
    expect(payloadOffset(Buffer.alloc(3))).toBeUndefined();
  });
});

describe('a VP8 payload', () => {
  const keyFrameIn = (isKeyFrame: boolean, isStart = true) => {
    const packet = encodeRtp(header, [], encodeVp8({ isStart, isKeyFrame, pictureId: 3 }, 100));
    return isVp8KeyFrame(packet, payloadOffset(packet) ?? 0);
  };

  it('says of its first packet only whether it is a key frame', () => {
    expect([keyFrameIn(true), keyFrameIn(false), keyFrameIn(true, false)]).toEqual([true, false, false]);
  });
});

describe('a VP8 payload in temporal layers', () => {
  it('says of each frame which one it is of, and of a key frame still that it is one', () => {
    const frame = { isStart: true, isKeyFrame: true, pictureId: 3, temporal: { layer: 2, base: 0x1_07 } };
    const payload = encodeVp8(frame, 100);
    // RFC 7741, section 4.2: X and S; I, L and T; the picture id; TL0PICIDX; TID 2 and Y.
    expect([...payload.subarray(0, 7)]).toEqual([0x90, 0xe0, 0x80, 3, 7, 0xa0, 0]);
    const packet = encodeRtp(header, [], payload);
    expect(isVp8KeyFrame(packet, payloadOffset(packet) ?? 0)).toBe(true);
  });
});

describe('RTCP', () => {
  it('asks for key frames by PLI and by FIR, also in one compound', () => {
    const fir = Buffer.alloc(20);
    fir.set([0x84, 206, 0, 4]);
    fir.writeUInt32BE(12, 12);
    const [report] = encodeReceiverReports(1, []);
    const compound = Buffer.concat([report ?? Buffer.alloc(0), encodePictureLoss(1, 11), fir]);
    expect(wantedKeyFrames(compound)).toEqual([11, 12]);
    expect(isRtcp(compound)).toBe(true);
  });

  it('takes as many reports as the blocks need, 31 in each', () => {
    const blocks = Array.from({ length: 40 }, (_, ssrc) => ({
      ssrc,
      lost: 0,
      fractionLost: 0,
      highestSequenceNumber: 0,
    }));
    expect(encodeReceiverReports(1, blocks).map((report) => (report[0] ?? 0) & 0x1f)).toEqual([31, 9]);
  });

  it('says a bit rate in REMB as mantissa and exponent', () => {
    const remb = encodeRemb(1, 100_000_000, [2]);
    expect(allowedBps(remb)).toBeGreaterThan(99_900_000);
    expect(allowedBps(Buffer.concat([encodePictureLoss(1, 11), encodeRemb(1, 8_000_000, [2])]))).toBe(8_000_000);
    expect(allowedBps(encodePictureLoss(1, 11))).toBeUndefined();
  });
});

describe('what is received of a stream', () => {
  const countOf = (...sequenceNumbers: number[]) => {
    const count = new ReceivedCount(1);
    for (const one of sequenceNumbers) count.add(one, 10, 0);
    return count;
  };

  it('is lost where numbers are missing, over their end too', () => {
    expect(countOf(65_534, 65_535, 0, 2)).toMatchObject({ packets: 4, expected: 5, lost: 1 });
  });

  it('is not lost when it comes late or twice', () => {
    expect(countOf(1, 3, 2, 4)).toMatchObject({ packets: 4, expected: 4, lost: 0 });
    expect(countOf(1, 2, 2, 2)).toMatchObject({ lost: 0 });
  });

  it('is reported as the share lost since the last report', () => {
    const count = countOf(1, 2, 4);
    expect(count.takeReport()).toMatchObject({ lost: 1, fractionLost: 0.25, highestSequenceNumber: 4 });
    count.add(5, 10, 0);
    expect(count.takeReport()).toMatchObject({ lost: 1, fractionLost: 0 });
  });
});
