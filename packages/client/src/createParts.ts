import type { EndReason } from '@confab/protocol';
import type { BrowserPorts } from './BrowserPorts.ts';
import { CallRoom } from './CallRoom.ts';
import type { CallSessionOptions } from './CallSessionOptions.ts';
import type { CallProblem } from './CallSnapshot.ts';
import { CallWatch } from './CallWatch.ts';
import { CallPaths } from './media/CallPaths.ts';
import { OwnMedia } from './own/OwnMedia.ts';
import { newMessageId } from './room/newMessageId.ts';
import { RoomTalk } from './room/RoomTalk.ts';
import type { Ask } from './signaling/SignalingClient.ts';
import { OtherTabs } from './tabs/OtherTabs.ts';
import type { TrackRegistry } from './TrackRegistry.ts';

/** What the parts have the call as a whole do. Nothing of it is used before all of them are there. */
export type PartsOwner = {
  readonly ask: Ask;
  /** Events are missing, or transports: have everything since the last one told again. */
  readonly resync: () => void;
  readonly wait: () => void;
  readonly enter: () => void;
  readonly dismiss: (reason: EndReason) => void;
  readonly fail: (problem: CallProblem) => void;
  /** This browser has no media of the kind that is asked for. */
  readonly failMedia: () => void;
};

export type PartsOptions = {
  readonly session: CallSessionOptions;
  readonly ports: BrowserPorts;
  readonly tracks: TrackRegistry;
  readonly owner: PartsOwner;
  readonly onChange: () => void;
};

export type Parts = ReturnType<typeof createParts>;

/** Makes the parts of a call and makes them known to each other. */
export function createParts({ session, ports, tracks, owner, onChange }: PartsOptions) {
  const { ask } = owner;
  const view = () => room.view;
  const own = new OwnMedia({ session, ports, tracks, ask, onChange });
  const paths = new CallPaths({
    isDirectAllowed: session.isDirectAllowed ?? true,
    ports,
    tracks,
    ask,
    own,
    isHere: (peerId) => view()?.peers.some((peer) => peer.peerId === peerId) ?? false,
    onEngine: () => watch.join.mark('engine'),
    onBroken: owner.resync,
    onUnsupported: owner.failMedia,
    onChange,
  });
  const talk = new RoomTalk({ ask, clock: ports.clock, newMessageId, nowMs: Date.now, onChange });
  const watch: CallWatch = new CallWatch({ ports, ask, paths, effects: own.effects, view, onChange });
  const otherTabs = createOtherTabs({ session, ports, own, owner, onChange });
  const room: CallRoom = new CallRoom({
    media: paths.media,
    direct: paths.direct,
    health: watch.health,
    sources: own.sources,
    talk,
    statistics: watch.statistics,
    resync: owner.resync,
    onWaiting: owner.wait,
    onJoined: owner.enter,
    onDismissed: owner.dismiss,
    onEnded: owner.fail,
    onChange,
  });
  return { own, paths, talk, watch, otherTabs, room } as const;
}

type TabsOptions = Omit<PartsOptions, 'tracks'> & { readonly own: OwnMedia };

function createOtherTabs({ session, ports, own, owner, onChange }: TabsOptions): OtherTabs {
  const { microphone } = own.sources;
  return new OtherTabs({
    port: ports.tabs,
    roomId: session.roomId,
    tabId: newMessageId(),
    nowMs: Date.now,
    isMicrophoneWanted: () => microphone.state.wanted,
    onQuiet: () => void microphone.setWanted(false),
    onTaken: (isWanted) => void microphone.setWanted(isWanted),
    onHandOver: () => owner.fail('replaced'),
    onChange,
  });
}
