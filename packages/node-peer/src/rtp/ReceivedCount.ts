import type { ReportBlock } from './rtcp.ts';

const SEQUENCE_NUMBERS = 0x1_00_00;
/** Further apart than this is not late but a new beginning. */
const MAX_LATE = SEQUENCE_NUMBERS / 2;

/** What has arrived of one stream, and what has not (RFC 3550, appendix A.3, without jitter). */
export class ReceivedCount {
  readonly ssrc: number;
  packets = 0;
  bytes = 0;
  keyFrames = 0;
  lastAt = 0;
  #first: number | undefined;
  #highest = 0;
  #reportedExpected = 0;
  #reportedPackets = 0;

  constructor(ssrc: number) {
    this.ssrc = ssrc;
  }

  add(sequenceNumber: number, bytes: number, nowMs: number): void {
    this.packets++;
    this.bytes += bytes;
    this.lastAt = nowMs;
    if (this.#first === undefined) {
      this.#first = sequenceNumber;
      this.#highest = sequenceNumber;
      return;
    }
    const ahead = (sequenceNumber - (this.#highest % SEQUENCE_NUMBERS) + SEQUENCE_NUMBERS) % SEQUENCE_NUMBERS;
    if (ahead < MAX_LATE) this.#highest += ahead;
  }

  /** How many were sent to us, as far as we can know. */
  get expected(): number {
    return this.#first === undefined ? 0 : this.#highest - this.#first + 1;
  }

  /** Less than nothing arrives when packets come twice. */
  get lost(): number {
    return Math.max(0, this.expected - this.packets);
  }

  /** For a receiver report: the fraction is that since the last one. */
  takeReport(): ReportBlock {
    const expected = this.expected - this.#reportedExpected;
    const lost = expected - (this.packets - this.#reportedPackets);
    this.#reportedExpected = this.expected;
    this.#reportedPackets = this.packets;
    return {
      ssrc: this.ssrc,
      lost: this.lost,
      fractionLost: expected > 0 ? Math.max(0, lost) / expected : 0,
      highestSequenceNumber: this.#highest,
    };
  }
}
