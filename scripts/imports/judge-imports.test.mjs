import { describe, expect, it } from 'vitest';
import { findImports } from './find-imports.mjs';
import { judgeImports } from './judge-imports.mjs';
import { table } from './table.mjs';

/**
 * @param {Record<string, string>} files
 * @param {readonly string[]} [declared]
 */
const judge = (files, declared = []) =>
  judgeImports(
    Object.entries(files).map(([file, text]) => ({ file, imports: findImports(file, text) })),
    { table, declared: () => declared },
  );

describe('findImports', () => {
  it('sees every way to name a module', () => {
    const text = `import type { A } from './a.ts';
import b, { type C } from 'b';
export * from 'c';
export type { D } from 'd';
import 'e';
const f = await import('f');
let g: import('g').G;
// import h from 'h';
const text = "import i from 'i'";`;
    expect(findImports('x.ts', text)).toEqual([
      { specifier: './a.ts', isType: true, line: 1 },
      { specifier: 'b', isType: false, line: 2 },
      { specifier: 'e', isType: false, line: 5 },
      { specifier: 'c', isType: false, line: 3 },
      { specifier: 'd', isType: true, line: 4 },
      { specifier: 'f', isType: false, line: 6 },
      { specifier: 'g', isType: true, line: 7 },
    ]);
  });
});

describe('the import table', () => {
  it('lets pass what the design allows', () => {
    expect(
      judge(
        {
          'packages/room-core/src/stepRoom.ts': `import type { PeerId } from '@confab/protocol'; import { seat } from './seats.ts';`,
          'packages/room-core/src/stepRoom.test.ts': `import { it } from 'vitest'; import fc from 'fast-check';`,
          'signaling/src/ws/WsServer.ts': `import { WebSocketServer } from 'ws'; import { createServer } from 'node:http';`,
          'sfu/src/mediasoup/MediaNode.ts': `import { createWorker } from 'mediasoup'; import type { Log } from '../Log.ts';`,
          'packages/testkit/src/index.ts': `import type { RoomId } from '@confab/protocol';`,
          'scripts/setup/prepare.mjs': `import { provideWorker } from '../../sfu/worker/provide.mjs';`,
        },
        ['ws', 'mediasoup'],
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'packages/protocol/src/a.ts',
      `import { Caller } from '@confab/rpc'`,
      'packages/protocol may import of Confab nothing',
    ],
    [
      'packages/room-core/src/a.ts',
      `import fs from 'node:fs'`,
      'packages/room-core runs in browsers too and has no Node modules',
    ],
    ['packages/rpc/src/a.ts', `import { WebSocket } from 'ws'`, 'packages/rpc may import of npm nothing'],
    ['packages/protocol/src/a.ts', `import { z } from 'zod'`, 'packages/protocol may import of npm zod/mini'],
    [
      'packages/testkit/src/b.ts',
      `import { useState } from 'react'`,
      'packages/testkit may import of npm @playwright/test',
    ],
    [
      'apps/web/src/a.tsx',
      `import { stepRoom } from '@confab/room-core'`,
      'apps/web may import of Confab @confab/client, @confab/embed, @confab/protocol, @confab/protocol/jitless',
    ],
    ['apps/web/src/a.tsx', `import { Device } from 'mediasoup-client'`, 'never in apps/web'],
    ['signaling/src/a.ts', `import type { Worker } from 'mediasoup/types'`, 'never in signaling'],
    [
      'sfu/src/a.ts',
      `export * from '@confab/room-core'`,
      'sfu may import of Confab @confab/protocol, @confab/protocol/control, @confab/rpc',
    ],
    ['sfu/worker/a.mjs', `import pino from 'pino'`, 'sfu/worker may import of npm nothing'],
    [
      'packages/testkit/src/a.ts',
      `import { limits } from '@confab/protocol'`,
      'packages/testkit may import its types only',
    ],
    [
      'apps/confab/src/a.ts',
      `const sfu = await import('@confab/sfu')`,
      'apps/confab may import of Confab @confab/signaling/config, @confab/signaling/tokens, @confab/sfu/config, @confab/node-peer',
    ],
    [
      'packages/rpc/src/a.ts',
      `import { FakeClock } from '@confab/rpc/testing'`,
      'packages/rpc may import of Confab @confab/protocol, @confab/protocol/control',
    ],
    ['signaling/src/a.ts', `import { x } from '../../sfu/src/config.ts'`, 'relative imports stay inside signaling'],
    [
      'signaling/src/a.ts',
      `import { x } from './testing/FakeSfu.ts'`,
      'tests and their helpers stay out of what is shipped',
    ],
    ['signaling/src/a.ts', `import { x } from 'left-pad'`, 'not in signaling/package.json'],
    ['signaling/src/a.ts', `import { x } from 'fs'`, "Node's own modules are written node:…"],
    ['tools/a.ts', `import { x } from 'node:fs'`, undefined],
  ])('%s: %s', (file, text, fault) => {
    const specifier = /'([^']+)'/.exec(text)?.[1];
    const expected =
      fault === undefined
        ? `${file}: no part of the import table holds this file`
        : `${file}:1: "${specifier}": ${fault}`;
    expect(judge({ [file]: text })).toEqual([expected]);
  });

  it('keeps libraries behind one wall', () => {
    const files = {
      'signaling/src/a.ts': `import { WebSocketServer } from 'ws'`,
      'signaling/src/b.ts': `import type { WebSocket } from 'ws'`,
      'signaling/test/c.test.ts': `import { WebSocket } from 'ws'`,
      'sfu/src/d.ts': `import type { types } from 'mediasoup'`,
    };
    expect(judge(files, ['ws', 'mediasoup'])).toEqual([
      'signaling: "ws" belongs into one file, and is imported in signaling/src/a.ts, signaling/src/b.ts',
      'sfu/src/d.ts: "mediasoup" may be imported below sfu/src/mediasoup only',
    ]);
  });
});
