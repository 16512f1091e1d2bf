import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../SetupError.mjs';

/**
 * One exact replacement in the copy of the worker's source.
 * @typedef {{ readonly file: string, readonly why: string, readonly from: string, readonly to: string }} Edit
 */

/** @type {readonly Edit[]} */
export const edits = [
  {
    file: 'meson.build',
    why: 'Debian 12 has meson 1.0.1, and that is enough',
    from: "  meson_version: '>= 1.1.0',\n",
    to: "  meson_version: '>= 1.0.1',\n",
  },
  {
    // OpenSSL passes BIO_CB_RETURN together with the operation, so the original answers 1 to every
    // BIO_ctrl. Where OpenSSL knows kernel TLS (Debian's does) that reads as "kernel TLS is on", no
    // write buffer is made, and the first DTLS ClientHello kills the worker.
    file: 'src/RTC/DtlsTransport.cpp',
    why: 'without it the worker crashes in SSL_read with an OpenSSL that knows kernel TLS',
    from: '= (operationType == BIO_CB_RETURN) ?',
    to: '= (operationType & BIO_CB_RETURN) != 0 ?',
  },
  {
    // All generators of a worker write into one buffer, and with it into one sequence number, which each new one sets
    // anew: for every other receiver it may go back by thousands, and SRTP sends nothing that is so old.
    file: 'include/RTC/RTP/ProbationGenerator.hpp',
    why: 'without it most receivers are sent none of the packets that find out their bandwidth once somebody else has come',
    from: '\t\t\t// Allocated by this.\n\t\t\tstd::unique_ptr<RTP::Packet> probationPacket;\n',
    to:
      '\t\t\t// Of its own, and not the one in the source that has the same name.\n' +
      '\t\t\tuint8_t ProbationPacketBuffer[ProbationPacketMaxLength]{};\n' +
      '\t\t\t// Allocated by this.\n\t\t\tstd::unique_ptr<RTP::Packet> probationPacket;\n',
  },
  {
    file: 'meson.build',
    why: 'joined sources compile in a fraction of the time (join.mjs)',
    from: "executable(\n  'mediasoup-worker',\n",
    to: "subdir('joined')\n\nexecutable(\n  'mediasoup-worker',\n",
  },
  {
    file: 'meson.build',
    why: 'joined sources compile in a fraction of the time (join.mjs)',
    from: "  sources: common_sources + ['src/main.cpp'],\n",
    to: '  sources: joined_sources,\n',
  },
  {
    file: 'deps/libwebrtc/meson.build',
    why: 'joined sources compile in a fraction of the time (join.mjs)',
    from: "libwebrtc = library(\n  'libwebrtc',\n  libwebrtc_sources,\n",
    to: "subdir('joined')\n\nlibwebrtc = library(\n  'libwebrtc',\n  joined_sources,\n",
  },
];

/**
 * @param {string} text
 * @param {Edit} edit
 * @param {string} version of mediasoup
 * @returns {string}
 */
export function applyEdit(text, edit, version) {
  const found = text.split(edit.from).length - 1;
  if (found !== 1) {
    throw new SetupError(
      `mediasoup ${version}: worker/${edit.file} holds ${found === 0 ? 'no' : 'more than one'} text ${JSON.stringify(edit.from)}, ` +
        `so Confab cannot build this version of the worker (the edit is needed because: ${edit.why}).\n` +
        'Install the mediasoup version that package-lock.json names (npm ci), or set MEDIASOUP_WORKER_BIN to a worker program of this version.',
    );
  }
  return text.replace(edit.from, () => edit.to);
}

/**
 * @param {string} copy the folder of the copied worker source
 * @param {string} version of mediasoup
 */
export async function applyEdits(copy, version) {
  for (const edit of edits) {
    const file = join(copy, edit.file);
    await writeFile(file, applyEdit(await readFile(file, 'utf8'), edit, version));
  }
}
