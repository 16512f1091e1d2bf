import { describe, expect, it } from 'vitest';
import { parseReport } from './parseReport.ts';

const report = { sending: ['microphone', 'camera'], playing: [], isDone: false };

describe('parseReport', () => {
  it('reads a report, and leaves out what else is in it', () => {
    expect(parseReport(JSON.stringify(report))).toEqual(report);
    expect(parseReport(JSON.stringify({ ...report, peerId: 'x', __proto__: {} }))).toEqual(report);
  });

  it.each([
    'hello',
    '',
    'null',
    '[]',
    '7',
    '{}',
    JSON.stringify({ ...report, sending: ['__proto__'] }),
    JSON.stringify({ ...report, playing: 'camera' }),
    JSON.stringify({ ...report, isDone: 'no' }),
    JSON.stringify({ ...report, sending: Array(1_000).fill('camera') }),
    new ArrayBuffer(8),
    undefined,
  ])('takes nothing else for one: %j', (data) => {
    expect(parseReport(data)).toBeUndefined();
  });
});
