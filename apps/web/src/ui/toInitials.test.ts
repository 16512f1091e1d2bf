import { describe, expect, it } from 'vitest';
import { toInitials } from './toInitials.ts';

describe('toInitials', () => {
  it.each([
    ['Ada', 'A'],
    ['Ada Lovelace', 'AL'],
    ['ada king noel lovelace', 'AL'],
    ['  Zoë (Munich)  ', 'ZM'],
    ['grace.hopper', 'GH'],
    ['李 小龙', '李小'],
    ['👩‍🚀 Mae', '👩‍🚀M'],
    ['!?', '!'],
    ['', ''],
  ])('%s is %s', (name, initials) => expect(toInitials(name)).toBe(initials));
});
