import type { Source } from '@confab/protocol';
import type { RoomView } from './callState.ts';
import { ownSource, toRemotePeers } from './callState.ts';
import type { CallProblem, CallSnapshot, CallState, DeviceList, LocalSource } from './CallSnapshot.ts';
import { shareUnchanged } from './shareUnchanged.ts';

/** What the parts of a call know, each of its own. */
export type CallParts = {
  readonly state: CallState;
  readonly problem: CallProblem | undefined;
  readonly signaling: CallSnapshot['signaling'];
  readonly media: CallSnapshot['media'];
  readonly topology: CallSnapshot['topology'];
  readonly displayName: string;
  readonly microphone: Omit<LocalSource, 'room'>;
  readonly camera: Omit<LocalSource, 'room'>;
  readonly room: RoomView | undefined;
  readonly hasTrack: (trackId: string) => boolean;
  readonly speakerIds: readonly string[];
  readonly devices: DeviceList;
};

/** The parts as one picture, made of the objects of the one before wherever nothing has changed. */
export function toCallSnapshot(before: CallSnapshot | undefined, parts: CallParts): CallSnapshot {
  const { state, problem, signaling, media, displayName, room, hasTrack, speakerIds, devices } = parts;
  const withRoom = (source: Source, local: Omit<LocalSource, 'room'>): LocalSource => {
    const known = ownSource(room, source);
    return { ...local, ...(known && { room: known }) };
  };
  const after: CallSnapshot = {
    state,
    ...(problem && { problem }),
    signaling,
    media,
    topology: parts.topology,
    self: {
      ...(room && { peerId: room.selfId }),
      displayName,
      microphone: withRoom('microphone', parts.microphone),
      camera: withRoom('camera', parts.camera),
    },
    peers: room ? toRemotePeers(room, hasTrack) : [],
    speakerIds,
    devices,
  };
  return shareUnchanged(before, after);
}
