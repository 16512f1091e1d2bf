import { describe, expect, it } from 'vitest';
import { toSwitch } from './toSwitch.ts';

describe('toSwitch', () => {
  it('is on, and busy, from the press until the room has confirmed', () => {
    expect(toSwitch({ wanted: true, actual: 'off' })).toEqual({ isOn: true, isBusy: true });
    expect(toSwitch({ wanted: true, actual: 'starting' })).toEqual({ isOn: true, isBusy: true });
    expect(toSwitch({ wanted: true, actual: 'on' })).toEqual({ isOn: true, isBusy: false });
  });

  it('never calls off what is still on', () => {
    expect(toSwitch({ wanted: false, actual: 'on' }).isOn).toBe(true);
  });

  it('is off when it is off, and when it failed: the press tries again', () => {
    expect(toSwitch({ wanted: false, actual: 'off' })).toEqual({ isOn: false, isBusy: false });
    expect(toSwitch({ wanted: true, actual: 'failed', fault: 'busy' })).toEqual({ isOn: false, isBusy: false });
  });
});
