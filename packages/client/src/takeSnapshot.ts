import type { CallLife } from './CallLife.ts';
import type { CallSnapshot } from './CallSnapshot.ts';
import { toCallSnapshot } from './toCallSnapshot.ts';
import type { TrackRegistry } from './TrackRegistry.ts';

/** What every part of the call knows at this moment. A call that is over tells nothing of the room any more. */
export function takeSnapshot(
  before: CallSnapshot | undefined,
  life: CallLife,
  tracks: Pick<TrackRegistry, 'get'>,
): CallSnapshot {
  const { state, isOver, problem, endedBecause, lobby, displayName, parts } = life;
  const { own, paths, talk, watch, otherTabs, room } = parts;
  return toCallSnapshot(before, {
    state,
    problem,
    endedBecause,
    lobby,
    displayName,
    talk,
    signaling: room.isAway && !isOver ? 'reconnecting' : 'connected',
    joinMs: watch.join.joinMs,
    media: state === 'lobby' ? 'connecting' : watch.mediaState,
    topology: isOver ? 'sfu' : paths.direct.topology,
    quality: watch.statistics.quality,
    peerQuality: (peerId) => watch.statistics.qualityOf(peerId),
    frugal: watch.frugal,
    otherTab: !isOver && otherTabs.isThere,
    notices: own.notices.list,
    effects: own.effects.state,
    unheardBy: (source) => watch.health.unheardBy(source),
    microphone: own.sources.microphone.state,
    camera: own.sources.camera.state,
    screen: own.screen.state,
    room: isOver ? undefined : room.view,
    hasTrack: (trackId) => tracks.get(trackId) !== undefined,
    speakerIds: isOver ? [] : (paths.direct.speakerIds ?? room.speakerIds),
    devices: own.devices.list,
  });
}
