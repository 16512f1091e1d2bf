import type { EndReason, Source } from '@confab/protocol';
import type { RoomView } from './callState.ts';
import { ownSource, selfOf, toRemotePeers } from './callState.ts';
import type {
  CallProblem,
  CallSnapshot,
  CallState,
  DeviceList,
  EffectsState,
  FrugalStep,
  JoinTimes,
  LobbyFacts,
  LocalScreen,
  LocalSource,
  PeerQuality,
} from './CallSnapshot.ts';
import type { RoomTalk } from './room/RoomTalk.ts';
import { toChatEntries } from './room/toChatEntries.ts';
import { shareUnchanged } from './shareUnchanged.ts';

/** What the parts of a call know, each of its own. */
export type CallParts = {
  readonly state: CallState;
  readonly problem: CallProblem | undefined;
  readonly endedBecause: EndReason | undefined;
  readonly signaling: CallSnapshot['signaling'];
  readonly media: CallSnapshot['media'];
  readonly topology: CallSnapshot['topology'];
  readonly lobby: LobbyFacts | undefined;
  readonly joinMs: JoinTimes | undefined;
  readonly quality: CallSnapshot['quality'];
  readonly peerQuality: (peerId: string) => PeerQuality | undefined;
  readonly frugal: FrugalStep | undefined;
  readonly otherTab: boolean;
  readonly notices: NonNullable<CallSnapshot['notices']>;
  readonly effects: EffectsState;
  readonly displayName: string;
  readonly unheardBy: (source: Source) => number;
  readonly microphone: Omit<LocalSource, 'room'>;
  readonly camera: Omit<LocalSource, 'room'>;
  readonly screen: Omit<LocalScreen, 'room'>;
  readonly room: RoomView | undefined;
  readonly talk: RoomTalk;
  readonly hasTrack: (trackId: string) => boolean;
  readonly speakerIds: readonly string[];
  readonly devices: DeviceList;
};

/** The parts as one picture, made of the objects of the one before wherever nothing has changed. */
export function toCallSnapshot(before: CallSnapshot | undefined, parts: CallParts): CallSnapshot {
  const { state, problem, endedBecause, signaling, media, displayName, room, talk, hasTrack, speakerIds, devices } =
    parts;
  const self = selfOf(room);
  const withRoom = <T extends Omit<LocalSource, 'room'>>(source: Source, local: T): T & Pick<LocalSource, 'room'> => {
    const known = ownSource(room, source);
    const unheardBy = known === 'on' ? parts.unheardBy(source) : 0;
    return { ...local, ...(known && { room: known }), ...(unheardBy > 0 && { unheardBy }) };
  };
  const after: CallSnapshot = {
    state,
    ...(problem && { problem }),
    ...(endedBecause && { endedBecause }),
    signaling,
    media,
    topology: parts.topology,
    ...(parts.lobby && { lobby: parts.lobby }),
    ...(parts.joinMs && { joinMs: parts.joinMs }),
    quality: parts.quality,
    ...(parts.frugal && { frugal: { step: parts.frugal } }),
    ...(parts.otherTab && { otherTab: true }),
    ...(parts.notices.length > 0 && { notices: parts.notices }),
    self: {
      ...(room && { peerId: room.selfId }),
      displayName,
      ...(self && { role: self.role }),
      ...(self?.handRaised !== undefined && { handRaised: self.handRaised }),
      microphone: withRoom('microphone', parts.microphone),
      camera: withRoom('camera', parts.camera),
      screen: withRoom('screen', parts.screen),
      effects: parts.effects,
    },
    peers: room ? toRemotePeers(room, hasTrack).map((peer) => withQuality(peer, parts.peerQuality(peer.peerId))) : [],
    speakerIds,
    devices,
    room: toRoomFacts(room),
    waiting: room ? talk.waiting : [],
    chat: toChatEntries(room, displayName, talk.chat),
    ...(room && talk.unmuteAskedBy !== undefined && { unmuteAskedBy: talk.unmuteAskedBy }),
  };
  return shareUnchanged(before, after);
}

const withQuality = <T extends object>(peer: T, quality: PeerQuality | undefined) => ({
  ...peer,
  ...(quality && { quality }),
});

function toRoomFacts(room: RoomView | undefined): CallSnapshot['room'] {
  const { spotlight, locked = false, waitingRoom = false } = room?.policy ?? {};
  return { locked, waitingRoom, ...(spotlight && { spotlightId: spotlight }) };
}
