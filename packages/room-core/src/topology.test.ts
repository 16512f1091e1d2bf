import { DIRECT_AFTER_FAILURE_MS, DIRECT_AFTER_MS, DIRECT_AGAIN_AFTER_MS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import type { RoomState } from './RoomState.ts';
import { toSnapshot } from './RoomState.ts';
import { fromMemo, toMemo } from './memo.ts';
import { stepRoom } from './stepRoom.ts';
import * as example from './testing/exampleRoom.ts';
import {
  ada,
  bob,
  broadcast,
  cleo,
  directAllowed,
  directFailed,
  joined,
  replay,
  signalSent,
} from './testing/exampleRoom.ts';

const two = [joined(ada), joined(bob), directAllowed(ada), directAllowed(bob)];

/** The timer that the last step has started, gone off. */
function ringOf({ effects }: ReturnType<typeof replay>): RoomInput {
  const started = effects.find((effect) => effect.type === 'startTimer');
  if (!started) throw new Error('no timer was started');
  return { type: 'timerRang', timer: started.timer };
}
const alone = replay(...two);
const direct = [...two, ringOf(alone)];
const topologyOf = (room: RoomState) => `${room.topology.topology} ${room.topology.epoch}`;
const follow = (room: RoomState, ...inputs: RoomInput[]) =>
  inputs.reduce((step, input) => stepRoom(step.room, input), { room, effects: [] } as ReturnType<typeof stepRoom>);

describe('two who are alone', () => {
  it('[TO1] a room starts on the sfu, and whoever joins is told how it is', () => {
    expect(toSnapshot(replay(joined(ada)).room).topology).toEqual({ topology: 'sfu', epoch: 0 });
    expect(toSnapshot(replay(...direct).room).topology).toEqual({ topology: 'p2p', epoch: 1 });
  });

  it('[TO2] talk directly after a moment', () => {
    expect(alone.effects).toEqual([
      { type: 'startTimer', ms: DIRECT_AFTER_MS, timer: { type: 'direct', timerId: expect.any(Number) } },
    ]);
    expect(topologyOf(alone.room)).toBe('sfu 0');
    const { room, effects } = replay(...direct);
    expect(effects).toEqual([
      broadcast([ada, bob], { seq: 3, name: 'topologyChanged', data: { topology: 'p2p', epoch: 1 } }),
    ]);
    expect(topologyOf(room)).toBe('p2p 1');
  });

  it.each([
    ['one allows it', [joined(ada), joined(bob), directAllowed(ada)]],
    ['one allowed it, and no more', [...two.slice(0, 3), directAllowed(ada, false), directAllowed(bob)]],
    ['one is alone', [joined(ada), directAllowed(ada)]],
    ['there are three', [joined(ada), joined(bob), joined(cleo), ...[ada, bob, cleo].map((of) => directAllowed(of))]],
    [
      'one of them is away',
      [joined(ada), joined(bob), directAllowed(ada), example.sessionLost(ada), directAllowed(bob)],
    ],
  ])('[TO2] not while only %s', (_, inputs) => {
    const { room, effects } = replay(...inputs);
    expect(room.direct.timerId).toBeUndefined();
    expect(effects.some(({ type }) => type === 'startTimer')).toBe(inputs.at(-1)?.type === 'sessionLost');
  });

  it('[TO2] a third one, or an absence, in that moment puts it off', () => {
    const ring = ringOf(alone);
    for (const meanwhile of [
      [joined(cleo)],
      [joined(cleo), example.left(cleo)],
      [example.sessionLost(ada)],
      [example.sessionLost(ada), example.sessionResumed(ada)],
      [example.left(bob)],
      [directAllowed(bob, false)],
    ]) {
      expect(topologyOf(follow(alone.room, ...meanwhile, ring).room)).toBe('sfu 0');
    }
    const back = follow(alone.room, example.sessionLost(ada), example.sessionResumed(ada));
    expect(topologyOf(follow(back.room, ringOf(back)).room)).toBe('p2p 1');
  });
});

describe('two who talk directly', () => {
  const { room: talking } = replay(...direct);

  it.each([
    ['a third one comes', joined(cleo), [ada, bob, cleo]],
    ['one leaves', example.left(bob), [ada]],
    ['one allows it no more', directAllowed(ada, false), [ada, bob]],
    ['one gives up', directFailed(bob, 1), [ada, bob]],
  ])('[TO3] are back on the sfu in the same step when %s', (_, input, told) => {
    const { room, effects } = stepRoom(talking, input);
    expect(topologyOf(room)).toBe('sfu 2');
    expect(effects).toContainEqual(
      broadcast(told, { seq: room.seq, name: 'topologyChanged', data: { topology: 'sfu', epoch: 2 } }),
    );
  });

  it('[TO4] talk so again when the third one has left, after a while', () => {
    const guest = follow(talking, joined(cleo), directAllowed(cleo));
    const left = follow(guest.room, example.left(cleo));
    expect(left.effects).toContainEqual(
      expect.objectContaining({
        type: 'startTimer',
        ms: DIRECT_AGAIN_AFTER_MS,
        timer: { type: 'direct', timerId: expect.any(Number) },
      }),
    );
    expect(topologyOf(follow(left.room, ringOf({ ...left, effects: left.effects.slice(-1) })).room)).toBe('p2p 3');
  });

  it('[TO5] go on while one of them is away, gets new transports, or signaling is another process', () => {
    expect(topologyOf(follow(talking, example.sessionLost(ada)).room)).toBe('p2p 1');
    expect(topologyOf(follow(talking, example.sessionLost(ada), example.sessionResumed(ada)).room)).toBe('p2p 1');
    expect(topologyOf(follow(talking, example.mediaReset(ada)).room)).toBe('p2p 1');
    const remembered = fromMemo(toMemo(talking));
    const restarted = replay({ type: 'restarted', room: remembered, held: new Map([[ada, new Map()]]) });
    expect(topologyOf(restarted.room)).toBe('p2p 1');
    expect(topologyOf(follow(restarted.room, example.sessionResumed(bob)).room)).toBe('p2p 1');
  });

  it('[TO6] giving up a path that is no more changes nothing', () => {
    const { room } = follow(talking, directFailed(ada, 1));
    for (const input of [directFailed(ada, 0), directFailed(bob, 1), directFailed(bob, 2), directFailed(cleo, 1)])
      expect(stepRoom(room, input)).toEqual({ room, effects: [] });
  });

  it('[TO6] what failed is tried again later each time, and at last not at all with these two', () => {
    const waits: (number | undefined)[] = [];
    let room = talking;
    for (const epoch of [1, 3, 5]) {
      const failed = stepRoom(room, directFailed(ada, epoch));
      const timer = failed.effects.find((effect) => effect.type === 'startTimer');
      waits.push(timer?.ms);
      room = timer ? stepRoom(failed.room, { type: 'timerRang', timer: timer.timer }).room : failed.room;
    }
    expect(waits).toEqual([DIRECT_AFTER_FAILURE_MS, 2 * DIRECT_AFTER_FAILURE_MS, undefined]);
    expect(topologyOf(room)).toBe('sfu 6');
    expect(follow(room, example.left(bob)).room.direct.failures).toBe(0);
  });
});

describe('signals', () => {
  const { room: talking } = replay(...direct);

  it('[SI1] go to the one they are for, with the sender the room knows', () => {
    expect(stepRoom(talking, signalSent(ada, bob, 1))).toEqual({
      room: talking,
      effects: [{ type: 'relaySignal', to: bob, from: ada, epoch: 1, signal: example.candidate }],
    });
  });

  it('[SI2] [SI3] of another path, while there is none, to oneself, a stranger, or one who is away reach nobody', () => {
    const nobody = (room: RoomState, input: RoomInput) => expect(stepRoom(room, input)).toEqual({ room, effects: [] });
    for (const epoch of [0, 2]) nobody(talking, signalSent(ada, bob, epoch));
    nobody(talking, signalSent(ada, ada, 1));
    nobody(talking, signalSent(ada, cleo, 1));
    nobody(talking, signalSent(cleo, ada, 1));
    nobody(follow(talking, example.sessionLost(bob)).room, signalSent(ada, bob, 1));
    const { room: three } = follow(talking, joined(cleo));
    for (const epoch of [1, 2]) nobody(three, signalSent(ada, bob, epoch));
  });
});
