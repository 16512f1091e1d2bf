import type { PeerId, Role } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import type { RoomState } from './RoomState.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  broadcast,
  cleo,
  joined,
  left,
  moderated,
  opened,
  replay,
  requested,
  sent,
  sessionLost,
  toPeerId,
} from './testing/exampleRoom.ts';

const joinedAs = (of: PeerId, role: Role): RoomInput => ({ type: 'joined', peerId: of, displayName: 'Somebody', role });
const rolesOf = ({ peers }: RoomState) => [...peers.values()].map(({ role }) => role);

describe('roles', () => {
  it('[RO2] make the first one of an open room its host, and nobody after', () => {
    expect(rolesOf(replay(joined(ada), joined(bob), joined(cleo)).room)).toEqual(['host', 'speaker', 'speaker']);
  });

  it('[RO2] are what the token grants where there is one', () => {
    const { room } = replay(joinedAs(ada, 'viewer'), joinedAs(bob, 'speaker'), joinedAs(cleo, 'host'));
    expect(rolesOf(room)).toEqual(['viewer', 'speaker', 'host']);
  });

  it('[RO3] pass to whoever has been here longest when the last host is gone', () => {
    const { room, effects } = replay(joined(ada), joined(bob), joined(cleo), left(ada));
    expect(rolesOf(room)).toEqual(['host', 'speaker']);
    expect(effects).toContainEqual(
      broadcast([bob, cleo], { seq: 5, name: 'roleChanged', data: { peerId: bob, role: 'host' } }),
    );
  });

  it('[RO3] pass over those who are away, and over viewers, while there is somebody else', () => {
    const dora = toPeerId(4);
    const { room } = replay(
      joined(ada),
      joined(bob),
      joined(cleo),
      joined(dora),
      sessionLost(bob),
      moderated(ada, { method: 'setRole', params: { peerId: cleo, role: 'viewer' } }),
      left(ada),
    );
    expect(rolesOf(room)).toEqual(['speaker', 'viewer', 'host']);
  });

  it('[RO3] never pass to those who came by token', () => {
    const { room } = replay(joinedAs(ada, 'host'), joinedAs(bob, 'speaker'), left(ada));
    expect(rolesOf(room)).toEqual(['speaker']);
  });

  it('[RO4] are shared and handed over by hosts, and by nobody else', () => {
    const both = replay(
      joined(ada),
      joined(bob),
      moderated(bob, { method: 'setRole', params: { peerId: bob, role: 'host' } }),
      moderated(ada, { method: 'setRole', params: { peerId: bob, role: 'host' } }),
    );
    expect(rolesOf(both.room)).toEqual(['host', 'host']);
    expect(both.room.seq).toBe(3);
    const over = stepRoom(both.room, moderated(ada, { method: 'setRole', params: { peerId: ada, role: 'speaker' } }));
    expect(rolesOf(over.room)).toEqual(['speaker', 'host']);
  });

  it('[RO5] close what a peer sends that may not send any more', () => {
    const { room, effects } = replay(
      joined(ada),
      joined(bob),
      ...sent(bob, 'microphone'),
      moderated(ada, { method: 'setRole', params: { peerId: bob, role: 'viewer' } }),
    );
    expect(room.peers.get(bob)?.sources.size).toBe(0);
    expect(effects).toContainEqual({ type: 'closeProducer', peerId: bob, source: 'microphone' });
    // Asked for before the peer could know.
    const late = stepRoom(room, requested(bob, 'camera'));
    expect(late.room).toBe(room);
    expect(stepRoom(room, opened(bob, 'camera')).effects).toEqual([
      { type: 'closeProducer', peerId: bob, source: 'camera' },
    ]);
  });
});
