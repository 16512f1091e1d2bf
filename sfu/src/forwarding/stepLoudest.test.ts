import type { PeerId } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Loudest, LoudestInput } from './stepLoudest.ts';
import { quietRoom, stepLoudest } from './stepLoudest.ts';

const LIMIT = 2;
const id = (name: string) => name as PeerId;
const open = (name: string, nowMs: number): LoudestInput => ({ type: 'set', peerId: id(name), isOpen: true, nowMs });
const mute = (name: string, nowMs: number): LoudestInput => ({ type: 'set', peerId: id(name), isOpen: false, nowMs });
const heard = (name: string, dbov: number, nowMs: number): LoudestInput => ({
  type: 'heard',
  peerId: id(name),
  dbov,
  nowMs,
});
const replay = (...inputs: LoudestInput[]): Loudest => inputs.reduce(stepLoudest, quietRoom(LIMIT));
const heldBack = (...inputs: LoudestInput[]) => [...replay(...inputs).heldBack].sort();
const three = [open('ada', 1), open('bob', 2), open('cleo', 3)];

describe('the microphones that are forwarded', () => {
  it('[FW5] are all of them while there are no more than the limit', () => {
    expect(heldBack(open('ada', 1), open('bob', 2))).toEqual([]);
    expect(heldBack(open('ada', 1), open('bob', 2), heard('ada', -20, 3), heard('bob', -90, 4))).toEqual([]);
  });

  it('[FW5] are never more, and who comes takes the place of who has been silent longest', () => {
    expect(heldBack(...three)).toEqual(['ada']);
    expect(heldBack(...three, heard('bob', -30, 10_000), open('dan', 10_001))).toEqual(['ada', 'cleo']);
  });

  it('[FW5] include at once who becomes loud, instead of who has been silent longest', () => {
    expect(heldBack(...three, heard('ada', -30, 5_000))).toEqual(['bob']);
    expect(heldBack(...three, heard('bob', -30, 4_000), heard('ada', -30, 9_000))).toEqual(['cleo']);
  });

  it('[FW5] stay as they are in silence, and for noise', () => {
    expect(heldBack(...three, heard('ada', -70, 60_000))).toEqual(['ada']);
    const before = replay(...three);
    expect(stepLoudest(before, heard('ada', -70, 60_000))).toBe(before);
  });

  it('[FW5] while all of them speak a further one has to be louder', () => {
    const speaking = [...three, heard('bob', -30, 10_000), heard('cleo', -40, 10_000)];
    expect(heldBack(...speaking, heard('ada', -35, 10_100))).toEqual(['ada']);
    expect(heldBack(...speaking, heard('ada', -34, 10_100))).toEqual(['cleo']);
    // Bob has stopped meanwhile.
    expect(heldBack(...speaking, heard('cleo', -40, 12_000), heard('ada', -49, 12_100))).toEqual(['bob']);
  });

  it('[FW5] one that is muted or gone leaves its place to who was heard last', () => {
    expect(heldBack(...three, mute('bob', 4))).toEqual([]);
    expect(heldBack(...three, { type: 'gone', peerId: id('bob') })).toEqual([]);
    expect(heldBack(...three, mute('bob', 4), open('bob', 5))).toEqual(['ada']);
  });

  it('[FW5] nobody takes two places, whatever happens', () => {
    const names = ['ada', 'bob', 'cleo', 'dan', 'eve'];
    let value = 7;
    const random = (below: number) => (value = (value * 48_271) % 2_147_483_647) % below;
    let room = quietRoom(LIMIT);
    for (let nowMs = 0; nowMs < 400_000; nowMs += 100) {
      const name = names[random(names.length)] ?? 'ada';
      const dice = random(10);
      if (dice === 0) room = stepLoudest(room, mute(name, nowMs));
      else if (dice === 1) room = stepLoudest(room, { type: 'gone', peerId: id(name) });
      else if (dice < 4) room = stepLoudest(room, open(name, nowMs));
      else room = stepLoudest(room, heard(name, -random(70), nowMs));
      const opened = [...room.microphones].filter(([, { isOpen }]) => isOpen).map(([peerId]) => peerId);
      expect(opened.length - room.heldBack.size).toBe(Math.min(LIMIT, opened.length));
      for (const peerId of room.heldBack) expect(opened).toContain(peerId);
    }
  });
});
