import type { MediaKind, RtpParameters } from '@confab/protocol';
import { clockRates, extensionIds, payloadTypes, toRtpParameters } from './parameters.ts';
import { encodeSenderReport } from './rtp/rtcp.ts';
import { encodeRtp } from './rtp/rtpPacket.ts';
import { encodeVp8 } from './rtp/vp8.ts';

export type AudioShape = { readonly packetsPerSecond?: number; readonly packetBytes?: number };
export type VideoShape = {
  readonly framesPerSecond?: number;
  /** In bits per second, the lowest first; more than one is simulcast. */
  readonly layers?: readonly number[];
  /** So many requests for a key frame are passed over, as if they had been lost on their way. */
  readonly deafTo?: number;
  /** Three temporal layers in each (L1T3), as browsers send them. One unless said otherwise. */
  readonly isTemporal?: boolean;
  /** As a browser it says which packet of the transport each one is, and is told how much may come: `allowedBps`. One stream only. */
  readonly isCounted?: boolean;
};

export type StreamSenderOptions = {
  readonly kind: MediaKind;
  readonly mid: string;
  readonly firstSsrc: number;
  readonly shape: AudioShape & VideoShape;
  readonly write: (packet: Buffer) => void;
};

/** How much of a stream went out. */
export type SentCount = { readonly packets: number; readonly bytes: number; readonly keyFrames: number };

type Layer = {
  readonly ssrc: number;
  readonly frameBytes: number;
  sequenceNumber: number;
  packets: number;
  bytes: number;
  keyFrames: number;
  isKeyFrameWanted: boolean;
};

const MAX_PAYLOAD_BYTES = 1_100;
const KEY_FRAME_FACTOR = 3;
/** Of one frame after the other. */
const L1T3 = [0, 2, 1, 2];
const REPORT_INTERVAL_MS = 1_000;
/** Older than this is not caught up with: a process that stood still does not flood the network afterwards. */
const MAX_BEHIND_MS = 200;
/** -30 dBov with the voice bit (RFC 6464, section 3): somebody speaks. */
const SPOKEN = 0x80 | 30;

/** One source's packets, when they are due: sound at an even pace, or pictures in layers with key frames when asked for. */
export class StreamSender {
  readonly rtpParameters: RtpParameters;
  readonly #options: StreamSenderOptions;
  readonly #intervalMs: number;
  readonly #layers: readonly Layer[];
  readonly #extensions: readonly { readonly id: number; readonly data: Buffer }[];
  #isPaused = false;
  #startedAt: number | undefined;
  #nextAt = 0;
  #reportAt = 0;
  #pictureId = 0;
  #deafTo: number;
  readonly #isTemporal: boolean;
  readonly #isCounted: boolean;
  #count = 0;
  #lowest = 0;
  #only: number | undefined;
  #base = 0;

  constructor(options: StreamSenderOptions) {
    const { kind, mid, firstSsrc, shape } = options;
    this.#options = options;
    this.#deafTo = shape.deafTo ?? 0;
    this.#isTemporal = shape.isTemporal ?? false;
    this.#isCounted = shape.isCounted ?? false;
    const { packetsPerSecond = 50, packetBytes = 80, framesPerSecond = 15, layers = [150_000] } = shape;
    const perSecond = kind === 'audio' ? packetsPerSecond : framesPerSecond;
    const sizes = kind === 'audio' ? [packetBytes] : layers.map((bps) => Math.round(bps / 8 / perSecond));
    this.#intervalMs = 1_000 / perSecond;
    this.#layers = sizes.map((frameBytes, index) => newLayer(firstSsrc + index, frameBytes));
    const ssrcs = this.#layers.map(({ ssrc }) => ssrc);
    const mode = { isCounted: this.#isCounted, ...(this.#isTemporal && { scalabilityMode: 'L1T3' }) };
    this.rtpParameters = toRtpParameters({ kind, mid, ssrcs, cname: `node-peer-${firstSsrc}`, ...mode });
    this.#extensions = [
      { id: extensionIds.mid, data: Buffer.from(mid) },
      ...(kind === 'audio' ? [{ id: extensionIds.audioLevel, data: Buffer.from([SPOKEN]) }] : []),
    ];
  }

  get sent(): SentCount {
    const sum = (of: (layer: Layer) => number) => this.#layers.reduce((total, layer) => total + of(layer), 0);
    return {
      packets: sum((one) => one.packets),
      bytes: sum((one) => one.bytes),
      keyFrames: sum((one) => one.keyFrames),
    };
  }

  setPaused(paused: boolean): void {
    this.#isPaused = paused;
    // What nobody saw meanwhile is no reference for what comes.
    if (!paused) this.wantKeyFrames(this.#layers.map(({ ssrc }) => ssrc));
  }

  /** Of lower temporal layers nothing leaves, as where a stream begins in the middle. */
  sendFromTemporalLayer(lowest: number): void {
    this.#lowest = lowest;
  }

  /** Nothing of the other layers leaves, as where a browser finds no bandwidth for them. */
  sendOnlyLayer(index: number): void {
    this.#only = index;
  }

  /** Nothing is due until it is ticked again: what rests is not behind. */
  rest(): void {
    this.#nextAt = 0;
  }

  /** The SFU asks; what it asks of other streams is passed over. */
  hearKeyFrameRequest(ssrcs: readonly number[]): void {
    if (!this.#layers.some(({ ssrc }) => ssrcs.includes(ssrc))) return;
    if (this.#deafTo > 0) this.#deafTo--;
    else this.wantKeyFrames(ssrcs);
  }

  /** The next so many, as if they were lost on their way. */
  passOverKeyFrameRequests(count: number): void {
    this.#deafTo = count;
  }

  /** Those of other streams are passed over. */
  wantKeyFrames(ssrcs: readonly number[]): void {
    for (const layer of this.#layers) if (ssrcs.includes(layer.ssrc)) layer.isKeyFrameWanted = true;
  }

  /** Sends what is due by now. */
  tick(nowMs: number): void {
    this.#startedAt ??= nowMs;
    this.#nextAt = Math.max(this.#nextAt || nowMs, nowMs - MAX_BEHIND_MS);
    for (; this.#nextAt <= nowMs; this.#nextAt += this.#intervalMs) if (!this.#isPaused) this.#sendAt(this.#nextAt);
    if (nowMs < this.#reportAt) return;
    this.#reportAt = nowMs + REPORT_INTERVAL_MS;
    for (const { ssrc, packets, bytes } of this.#layers) {
      const report = { ssrc, timestamp: this.#timestampAt(nowMs), packets, bytes, nowMs: Date.now() };
      this.#options.write(encodeSenderReport(report));
    }
  }

  #sendAt(atMs: number): void {
    const timestamp = this.#timestampAt(atMs);
    this.#pictureId++;
    const temporalLayer = this.#isTemporal ? (L1T3[this.#pictureId % L1T3.length] ?? 0) : 0;
    if (temporalLayer < this.#lowest) return;
    if (temporalLayer === 0) this.#base++;
    for (const [index, layer] of this.#layers.entries()) {
      if (this.#only !== undefined && this.#only !== index) continue;
      if (this.#options.kind === 'audio')
        this.#write(layer, { timestamp, marker: false, payload: Buffer.alloc(layer.frameBytes) });
      else this.#sendFrame(layer, { timestamp, temporalLayer });
    }
  }

  #sendFrame(layer: Layer, { timestamp, temporalLayer }: { timestamp: number; temporalLayer: number }): void {
    // A key frame refers to none, and is of the layer that all others refer to.
    const isKeyFrame = layer.isKeyFrameWanted && temporalLayer === 0;
    if (isKeyFrame) {
      layer.isKeyFrameWanted = false;
      layer.keyFrames++;
    }
    const temporal = this.#isTemporal && { temporal: { layer: temporalLayer, base: this.#base } };
    let left = Math.max(1, layer.frameBytes * (isKeyFrame ? KEY_FRAME_FACTOR : 1));
    for (let isStart = true; left > 0; isStart = false, left -= MAX_PAYLOAD_BYTES) {
      const frame = { isStart, isKeyFrame, pictureId: this.#pictureId, ...temporal };
      const payload = encodeVp8(frame, Math.min(left, MAX_PAYLOAD_BYTES));
      this.#write(layer, { timestamp, marker: left <= MAX_PAYLOAD_BYTES, payload });
    }
  }

  #write(layer: Layer, { timestamp, marker, payload }: { timestamp: number; marker: boolean; payload: Buffer }): void {
    const { ssrc, sequenceNumber } = layer;
    const payloadType = payloadTypes[this.#options.kind];
    const extensions = this.#isCounted ? [...this.#extensions, this.#nextCount()] : this.#extensions;
    const packet = encodeRtp({ payloadType, sequenceNumber, timestamp, ssrc, marker }, extensions, payload);
    layer.sequenceNumber = (sequenceNumber + 1) & 0xff_ff;
    layer.packets++;
    layer.bytes += payload.length;
    this.#options.write(packet);
  }

  #nextCount(): { readonly id: number; readonly data: Buffer } {
    const data = Buffer.alloc(2);
    data.writeUInt16BE(this.#count++ & 0xff_ff);
    return { id: extensionIds.transportCc, data };
  }

  #timestampAt(atMs: number): number {
    return Math.round((atMs - (this.#startedAt ?? atMs)) * (clockRates[this.#options.kind] / 1_000)) >>> 0;
  }
}

const newLayer = (ssrc: number, frameBytes: number): Layer => ({
  ssrc,
  frameBytes,
  sequenceNumber: ssrc & 0x7f_ff,
  packets: 0,
  bytes: 0,
  keyFrames: 0,
  // The first frame of all has no other to refer to.
  isKeyFrameWanted: true,
});
