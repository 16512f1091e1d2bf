import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../SetupError.mjs';

/**
 * One exact replacement in the copy of the worker's source.
 * @typedef {{ file: string, why: string, from: string, to: string }} Edit
 */

/** @type {readonly Edit[]} */
export const edits = [
  {
    file: 'meson.build',
    why: 'Debian 12 has meson 1.0.1, and that is enough',
    from: "meson_version: '>= 1.1.0'",
    to: "meson_version: '>= 1.0.1'",
  },
  {
    // OpenSSL passes BIO_CB_RETURN together with the operation, so the original answers 1 to every
    // BIO_ctrl. Where OpenSSL knows kernel TLS (Debian's does) that reads as "kernel TLS is on", no
    // write buffer is made, and the first DTLS ClientHello kills the worker.
    file: 'src/RTC/DtlsTransport.cpp',
    why: 'the worker would crash in SSL_read against an OpenSSL with kernel TLS',
    from: 'const long resultOfcallback = (operationType == BIO_CB_RETURN) ?',
    to: 'const long resultOfcallback = (operationType & BIO_CB_RETURN) != 0 ?',
  },
  {
    file: 'meson.build',
    why: 'few large files with a precompiled header compile in half the time',
    from: "  sources: common_sources + ['src/main.cpp'],\n  include_directories: include_directories('include'),\n",
    to: "  sources: files(run_command('cat', 'joined/worker.txt', check: true).stdout().strip().split('\\n')),\n  include_directories: include_directories('include'),\n  cpp_pch: 'joined/pch/worker.hpp',\n",
  },
  {
    file: 'deps/libwebrtc/meson.build',
    why: 'few large files with a precompiled header compile in half the time',
    from: '  include_directories: libwebrtc_include_directories,\n  cpp_args: cpp_args,\n',
    to: "  include_directories: libwebrtc_include_directories,\n  cpp_args: cpp_args,\n  cpp_pch: 'joined/pch/libwebrtc.hpp',\n",
  },
];
