import { describe, expect, it } from 'vitest';
import { toJoinPlan } from './joinPlan.ts';

describe('what a bench of joins measures', () => {
  it('is everything, unless it is said', () => {
    expect(toJoinPlan({})).toEqual({
      joins: 30,
      modes: ['hot', 'warm', 'cold', 'request by request'],
      rttsMs: [0, 25, 50, 100],
      browser: 'chromium',
    });
    expect(toJoinPlan({ joins: '4', modes: 'warm,hot', rtts: '50' })).toMatchObject({
      joins: 4,
      modes: ['hot', 'warm'],
      rttsMs: [50],
    });
  });

  it('is near by in Firefox, which takes no media of the relay', () => {
    expect(toJoinPlan({ browser: 'firefox' })).toMatchObject({ rttsMs: [0], browser: 'firefox' });
    expect(() => toJoinPlan({ browser: 'firefox', rtts: '0,50' })).toThrow('always near');
  });

  it.each([
    ['modes', 'tepid'],
    ['rtts', '-1'],
    ['browser', 'opera'],
  ])('is nothing of --%s %s', (option, value) => {
    expect(() => toJoinPlan({ [option]: value })).toThrow(`--${option}`);
  });
});
