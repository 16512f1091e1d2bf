import type { EndReason, Role, Source } from '@confab/protocol';

/**
 * Everything a page needs to draw a call, as plain data: it survives JSON.
 * Live media is not in it; look it up by id in `CallSession.tracks`.
 */
export type CallSnapshot = {
  readonly state: CallState;
  /** Why the call could not go on. Present in state `error` only. */
  readonly problem?: CallProblem;
  /** Who ended it, when it was not the person here. In state `left` only. */
  readonly endedBecause?: EndReason;
  readonly signaling: 'connected' | 'reconnecting';
  readonly media: 'connecting' | 'connected' | 'repairing' | 'failed';
  readonly topology: 'p2p' | 'sfu';
  /** What is known of the room before it is entered. In state `lobby` only. */
  readonly lobby?: LobbyFacts;
  /** How long it took until something of somebody else arrived, once it has. */
  readonly joinMs?: JoinTimes;
  readonly quality: CallQuality;
  /** What was turned down of late because this device cannot keep up; absent while it can. */
  readonly frugal?: { readonly step: FrugalStep };
  /** The same person is in the same room in another tab of this browser: see `CallSession.takeOver`. */
  readonly otherTab?: boolean;
  /** What has changed without the person's doing, oldest first, until it is dismissed; absent when there is nothing. */
  readonly notices?: readonly CallNotice[];
  readonly self: SelfState;
  /** The others, in the order in which they came. */
  readonly peers: readonly RemotePeer[];
  /** Who is heard now, loudest first, oneself included. */
  readonly speakerIds: readonly string[];
  readonly devices: DeviceList;
  readonly room: RoomFacts;
  /** Who waits to be let in, the first one first. Known to hosts only. */
  readonly waiting: readonly Visitor[];
  /** Oldest first; what is still on its way comes last. */
  readonly chat: readonly ChatEntry[];
  /** The name of the host who asks to unmute, until that is done or dismissed. */
  readonly unmuteAskedBy?: string;
};

export type LobbyFacts = {
  /** The names of the first few who are inside; nobody when they may not be seen. */
  readonly people: readonly string[];
  /** `ask`: a host has to let one in. `locked` and `full`: not now. */
  readonly entry: 'free' | 'ask' | 'locked' | 'full' | 'unknown';
  /** `warm`: connected already. `hot`: what the others send is set up, too. Neither is seen in the room. */
  readonly readiness: 'cold' | 'warm' | 'hot';
};

/** In milliseconds from the click. `phases` follow each other: what was done before the click has none. */
export type JoinTimes = { readonly total: number; readonly phases: Readonly<Record<string, number>> };
/** How good the call is here, and what is to blame when it is not. */
export type CallQuality = {
  readonly level: 'good' | 'fair' | 'poor';
  /** `uplink`, `downlink`: our own line. `device`: this machine is too busy. */
  readonly cause?: 'uplink' | 'downlink' | 'device' | 'server';
};

/** How well this person is heard and seen here. */
export type PeerQuality = {
  readonly level: 'good' | 'fair' | 'poor';
  readonly cause?: 'theirConnection' | 'yourConnection' | 'device';
};

/** In the order in which they are taken; each one includes those before. `video`: the own picture is as small as can be. */
export type FrugalStep = 'frameRate' | 'resolution' | 'effects' | 'video';

/**
 * `fellBack`: the device is gone, another one took its place. `lost`: it is gone and there is no other. `followed`: the
 * system's default has changed. `effectFailed`: the sound goes out without the effect. `effectReplaced`: all of the picture
 * is blurred instead. `pictureHeld`: that does not work either, so the camera is off; switched on again it tries once more.
 */
export type CallNotice = {
  readonly id: number;
  readonly what: 'fellBack' | 'lost' | 'followed' | 'effectFailed' | 'effectReplaced' | 'pictureHeld';
  readonly of: 'microphone' | 'camera' | 'speaker';
  /** Of the device that is used now, as the system calls it. */
  readonly label?: string;
};

/** What hosts have decided for everyone. */
export type RoomFacts = {
  readonly locked: boolean;
  readonly waitingRoom: boolean;
  /** The peer whom everyone is shown in front. */
  readonly spotlightId?: string;
};

export type Visitor = { readonly peerId: string; readonly displayName: string };

export type ChatEntry = {
  readonly id: string;
  readonly peerId: string;
  /** The sender's name at that time. */
  readonly displayName: string;
  readonly text: string;
  /** Unix milliseconds, by the server's clock once it is sent. */
  readonly at: number;
  readonly isOwn: boolean;
  readonly state: 'sending' | 'sent' | 'failed';
};

/** `waiting`: a host has to let this visitor in. */
export type CallState = 'lobby' | 'joining' | 'waiting' | 'in-call' | 'left' | 'error';

export type SelfState = {
  /** Known once joined. */
  readonly peerId?: string;
  readonly displayName: string;
  /** Known once joined. */
  readonly role?: Role;
  /** Whoever has the lower number was first; absent while the hand is down. */
  readonly handRaised?: number;
  readonly microphone: LocalSource;
  readonly camera: LocalSource;
  readonly screen: LocalScreen;
  readonly effects: EffectsState;
};

/** What is done to the own sound and picture before it goes out. */
export type EffectsState = {
  /** `strong` takes out what the browser's own leaves (RNNoise). */
  readonly noiseSuppression: 'off' | 'browser' | 'strong';
  /** `blur`: all of the picture. `blurBehind` and `picture`: what is behind the person. */
  readonly background: 'none' | 'blur' | 'blurBehind' | 'picture';
  /** The name of the picture that is behind. */
  readonly picture?: string;
  /** So many bytes of what it needs have come; absent when nothing is awaited. */
  readonly loading?: number;
  readonly videoQuality: 'auto' | 'saver';
  /** What this browser can do. */
  readonly available: {
    readonly strongNoiseSuppression: boolean;
    readonly blur: boolean;
    /** Known once it was looked for. */
    readonly segmentation: boolean;
  };
};

/** Three facts, never mixed: what the user wants, what the local track does, what the room knows. */
export type LocalSource = {
  readonly wanted: boolean;
  readonly actual: 'off' | 'starting' | 'on' | 'failed';
  /** Undefined while the room does not know of this source. */
  readonly room?: 'on' | 'muted';
  /** How many of the others get nothing of it although it is on; absent when everyone does. */
  readonly unheardBy?: number;
  /** Why it is `failed`. */
  readonly fault?: DeviceFault;
  /** The local track in `CallSession.tracks`, for a preview or a meter. */
  readonly trackId?: string;
  /** The device in use, as in `devices`. */
  readonly deviceId?: string;
};

/** What the person shows of the screen. `off` also when nothing was picked. */
export type LocalScreen = LocalSource & {
  /** It is the tab of this very call. */
  readonly isOwnTab: boolean;
};

/** `denied`: the person or the system refused. `missing`: there is no such device. `busy`: another program has it. */
export type DeviceFault = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

export type RemotePeer = {
  readonly peerId: string;
  readonly displayName: string;
  /** False while its socket is gone; its media may well go on. */
  readonly connected: boolean;
  readonly role: Role;
  /** Whoever has the lower number was first; absent while the hand is down. */
  readonly handRaised?: number;
  readonly sources: readonly RemoteSource[];
  /** Absent while nothing arrives to judge by. */
  readonly quality?: PeerQuality;
};

export type RemoteSource = {
  readonly source: Source;
  readonly muted: boolean;
  /** The track in `CallSession.tracks`; undefined until its media is set up. */
  readonly trackId?: string;
};

export type DeviceList = {
  readonly microphones: readonly DeviceInfo[];
  readonly cameras: readonly DeviceInfo[];
  readonly speakers: readonly DeviceInfo[];
  /** The speaker that was picked; undefined is the system's own. The page sets it on its audio elements (setSinkId). */
  readonly speakerId?: string;
};
export type DeviceInfo = { readonly deviceId: string; readonly label: string };

/** What ended the call or kept it from starting. The page has a sentence and a cure for each. */
export type CallProblem =
  | 'noWebRtc'
  | 'insecureContext'
  | 'roomFull'
  | 'serverFull'
  | 'roomLocked'
  | 'unsupportedVersion'
  | 'replaced'
  | 'badRoom'
  | 'refused'
  | 'unauthorized'
  | 'unavailable'
  | 'internal';
