import { EventEmitter } from 'node:events';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { stopOnSignals } from './stopOnSignals.ts';

function setUp() {
  const clock = new FakeClock();
  const source = new EventEmitter();
  const asked: string[] = [];
  stopOnSignals(source, { clock, stop: () => asked.push('stop'), kill: () => asked.push('kill') });
  return { clock, source, asked };
}

describe('stopOnSignals', () => {
  it('stops at the first signal, kills at the second', () => {
    const { clock, source, asked } = setUp();
    source.emit('SIGTERM');
    clock.advance(251);
    source.emit('SIGINT');
    expect(asked).toEqual(['stop', 'kill']);
  });

  it('takes Ctrl-C that npm hands on once more as one request', () => {
    const { clock, source, asked } = setUp();
    source.emit('SIGINT');
    clock.advance(20);
    source.emit('SIGINT');
    expect(asked).toEqual(['stop']);
  });
});
