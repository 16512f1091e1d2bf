import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { greet } from './dtlsGreeting.mjs';

// A program of its own: `node conversation.mjs <folder of mediasoup> <worker program>`. It talks to the worker
// through mediasoup and writes one line of JSON. Whatever hangs here can be ended from outside, which calls
// of mediasoup cannot.

/** @typedef {{ ok: true } | { ok: false, step: string, cause: string, log: string[] }} Verdict */

const [, , mediasoupFolder = '', workerBin = ''] = process.argv;
const mediasoup = await import(pathToFileURL(join(mediasoupFolder, 'node/lib/index.js')).href);

const PLAUSIBLE_BITRATE = 5_000;
const SSRC = 0xf000_0001;
const PAYLOAD_TYPE = 111;
const RTP_PACKET_BYTES = 40;

const mediaCodecs = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

// As many fields as there are, so that a worker with another schema misreads one of them.
const rtpParameters = {
  mid: '7',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: PAYLOAD_TYPE,
      clockRate: 90_000,
      parameters: { 'x-google-start-bitrate': 1_000 },
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
    { mimeType: 'video/rtx', payloadType: 112, clockRate: 90_000, parameters: { apt: PAYLOAD_TYPE }, rtcpFeedback: [] },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1, encrypt: false, parameters: {} }],
  encodings: [
    { ssrc: SSRC, codecPayloadType: PAYLOAD_TYPE, rtx: { ssrc: SSRC + 1 }, dtx: true, scalabilityMode: 'L1T3' },
  ],
  rtcp: { cname: 'proof', reducedSize: true },
};

/** @type {string[]} */
const log = [];
let step = 'start';
mediasoup.setLogEventListeners({ onerror: (/** @type {string} */ _, /** @type {string} */ text) => log.push(text) });

/** @type {Verdict} */
const verdict = await converse().then(
  () => ({ ok: true }),
  (error) => ({ ok: false, step, cause: error instanceof Error ? error.message : String(error), log }),
);
process.stdout.write(`${JSON.stringify(verdict)}\n`);
process.exit();

async function converse() {
  const worker = await mediasoup.createWorker({ workerBin });
  const died = new Promise((_, reject) => worker.once('died', reject));
  // Requests to a dead worker reject as well; the reason is in the first of the two.
  await Promise.race([died, useEverything(worker)]);
  worker.close();
}

/** @param {any} worker */
async function useEverything(worker) {
  step = 'WebRtcServer';
  const listenInfos = ['udp', 'tcp'].map((protocol) => ({ protocol, ip: '127.0.0.1', port: 0 }));
  const webRtcServer = await worker.createWebRtcServer({ listenInfos });
  const { udpSockets, tcpServers } = await webRtcServer.dump();
  expect('sockets', [udpSockets.length, tcpServers.length], [1, 1]);

  step = 'Router';
  const router = await worker.createRouter({ mediaCodecs });
  expect('router', (await router.dump()).id, router.id);

  step = 'WebRtcTransport';
  const transport = await router.createWebRtcTransport({ webRtcServer });
  expect('transport', (await transport.dump()).id, transport.id);

  step = 'DTLS';
  const fingerprints = [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AA').join(':') }];
  await transport.connect({ dtlsParameters: { role: 'client', fingerprints } });
  const udp = transport.iceCandidates.find((/** @type {{ protocol: string }} */ { protocol }) => protocol === 'udp');
  await greet({ iceParameters: transport.iceParameters, udp });

  step = 'Producer and Consumer';
  await sendOnePacket(router);
}

/** @param {any} router */
async function sendOnePacket(router) {
  const transport = await router.createDirectTransport();
  const producer = await transport.produce({ kind: 'video', rtpParameters });
  expect('rtpParameters', (await producer.dump()).rtpParameters, rtpParameters);
  const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });

  const packet = Buffer.alloc(RTP_PACKET_BYTES);
  packet.writeUInt16BE((0x80 << 8) | PAYLOAD_TYPE);
  packet.writeUInt32BE(SSRC, 8);
  producer.send(packet);

  const [received] = await producer.getStats();
  expect('received', pick(received), ['inbound-rtp', SSRC, 'video/VP8', 1, RTP_PACKET_BYTES, true]);
  const [sent] = await consumer.getStats();
  expect('sent', pick(sent), ['outbound-rtp', consumer.rtpParameters.encodings[0].ssrc, 'video/VP8', 0, 0, true]);
}

/** @param {any} stats */
function pick({ type, ssrc, mimeType, packetCount, byteCount, bitrate }) {
  return [type, ssrc, mimeType, packetCount, byteCount, bitrate < PLAUSIBLE_BITRATE];
}

/**
 * @param {string} what
 * @param {unknown} actual
 * @param {unknown} expected
 */
function expect(what, actual, expected) {
  // mediasoup gives absent fields as undefined ones.
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(actual)), expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, the worker says ${JSON.stringify(actual)}`);
}
