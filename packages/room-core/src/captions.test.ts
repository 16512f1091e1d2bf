import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import { stepRoom } from './stepRoom.ts';
import { ada, bob, cleo, joined, left, muteSet, replay, requested, sent, sessionLost } from './testing/exampleRoom.ts';

const caption = { captionId: 'c1', text: 'Hello', isFinal: false };
const said: RoomInput = { type: 'captionSaid', peerId: ada, caption };
const three = [joined(ada), joined(bob), joined(cleo)];

describe('captions', () => {
  it('[CP1] are told to everyone else who is connected, and change nothing', () => {
    const { room } = replay(...three, ...sent(ada, 'microphone'), sessionLost(cleo));
    expect(stepRoom(room, said)).toEqual({
      room,
      effects: [{ type: 'tellCaption', to: [bob], caption: { ...caption, peerId: ada } }],
    });
  });

  it.each([
    ['is muted', [...sent(ada, 'microphone'), muteSet(ada, 'microphone', true)]],
    ['has no microphone', sent(ada, 'camera')],
    ['has one that nobody knows of yet', [requested(ada, 'microphone')]],
    ['is gone', [...sent(ada, 'microphone'), left(ada)]],
  ])('[CP2] are dropped of a peer who %s', (_, before) => {
    const { room } = replay(...three, ...before);
    expect(stepRoom(room, said)).toEqual({ room, effects: [] });
  });
});
