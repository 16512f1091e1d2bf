import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';

/**
 * What a WebRtcTransport tells about itself.
 * @typedef {object} Target
 * @property {{ usernameFragment: string, password: string }} iceParameters
 * @property {{ address: string, port: number }} udp
 */

const MAGIC_COOKIE = 0x2112_a442;
const DTLS_ALERT = 21;
const DTLS_HANDSHAKE = 22;

/**
 * Does what a browser does first: one ICE check, then a DTLS ClientHello. Resolves when the worker answers
 * both; a worker that is built wrongly against OpenSSL answers the first and crashes in the second.
 * @param {Target} target
 */
export async function greet({ iceParameters, udp }) {
  const socket = createSocket('udp4');
  try {
    socket.connect(udp.port, udp.address);
    await once(socket, 'connect');
    socket.send(bindingRequest(iceParameters));
    await answer(socket, (message) => message.readUInt16BE(0) === 0x0101);
    socket.send(clientHello());
    await answer(socket, (message) => message[0] === DTLS_HANDSHAKE || message[0] === DTLS_ALERT);
  } finally {
    socket.close();
  }
}

/**
 * @param {import('node:dgram').Socket} socket
 * @param {(message: Buffer) => boolean} isIt
 */
async function answer(socket, isIt) {
  for (;;) {
    const [message] = /** @type {[Buffer]} */ (await once(socket, 'message'));
    if (isIt(message)) return;
  }
}

/** @param {Target['iceParameters']} ice */
function bindingRequest({ usernameFragment, password }) {
  const attributes = [
    attribute(0x0006, Buffer.from(`${usernameFragment}:proof`)), // USERNAME
    attribute(0x0024, uint32(1_853_824_767)), // PRIORITY
    attribute(0x802a, randomBytes(8)), // ICE-CONTROLLING
    attribute(0x0025, Buffer.alloc(0)), // USE-CANDIDATE
  ];
  const transaction = randomBytes(12);
  // Both checks are taken over a header whose length already counts them (RFC 8489, 14.5 and 14.7).
  const message = (/** @type {number} */ more) => {
    const body = Buffer.concat(attributes);
    return Buffer.concat([uint16(0x0001), uint16(body.length + more), uint32(MAGIC_COOKIE), transaction, body]);
  };
  attributes.push(attribute(0x0008, createHmac('sha1', password).update(message(24)).digest())); // MESSAGE-INTEGRITY
  attributes.push(attribute(0x8028, uint32((crc32(message(8)) ^ 0x5354_554e) >>> 0))); // FINGERPRINT
  return message(0);
}

/**
 * @param {number} type
 * @param {Buffer} value
 */
function attribute(type, value) {
  return Buffer.concat([uint16(type), uint16(value.length), value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** A DTLS 1.2 ClientHello (RFC 6347) with use_srtp (RFC 5764). */
function clientHello() {
  const extensions = [
    extension(0x000a, uint16s([0x001d, 0x0017])), // supported_groups: x25519, secp256r1
    extension(0x000b, Buffer.from([1, 0])), // ec_point_formats: uncompressed
    extension(0x000d, uint16s([0x0403, 0x0804, 0x0401])), // signature_algorithms
    extension(0x000e, Buffer.concat([uint16s([0x0007, 0x0001]), Buffer.from([0])])), // use_srtp
    extension(0x0017, Buffer.alloc(0)), // extended_master_secret
  ];
  const body = Buffer.concat([
    uint16(0xfefd),
    randomBytes(32),
    Buffer.from([0, 0]), // no session, no cookie
    uint16s([0xc02b, 0xc02f]), // ECDHE with ECDSA or RSA, AES-128-GCM
    Buffer.from([1, 0]), // no compression
    sized(Buffer.concat(extensions)),
  ]);
  const length = uint32(body.length).subarray(1);
  const handshake = Buffer.concat([Buffer.from([1]), length, uint16(0), Buffer.alloc(3), length, body]);
  return Buffer.concat([Buffer.from([DTLS_HANDSHAKE]), uint16(0xfefd), Buffer.alloc(8), sized(handshake)]);
}

/**
 * @param {number} type
 * @param {Buffer} value
 */
const extension = (type, value) => Buffer.concat([uint16(type), sized(value)]);

/** @param {Buffer} value */
const sized = (value) => Buffer.concat([uint16(value.length), value]);

/** @param {readonly number[]} values */
const uint16s = (values) => sized(Buffer.concat(values.map(uint16)));

/** @param {number} value */
function uint16(value) {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16BE(value);
  return buffer;
}

/** @param {number} value */
function uint32(value) {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
