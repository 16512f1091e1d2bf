import type { Source } from '@confab/protocol';
import type { AudioShape, StreamSender, VideoShape } from '@confab/node-peer';

/** What has arrived of one stream at one receiver. */
export type Count = { readonly packets: number; readonly lost: number };

/** One peer of a room, on an SFU of whatever make. */
export type RigPeer = {
  /** Opens a source; nothing flows before `start`. */
  send(source: Source, shape: AudioShape & VideoShape): Promise<StreamSender>;
  start(): void;
  stop(): void;
  /** Receives all that these send. */
  receive(from: readonly RigPeer[]): Promise<readonly Count[]>;
  /** Says that of these cameras only so many are on the screen, small. Where that is of no use it does nothing. */
  showOnly(visible: readonly RigPeer[], hidden: readonly RigPeer[]): Promise<void>;
  /** The SFU lets go of it before its ports are free for the next one. */
  close(): Promise<void>;
};

/** An SFU to measure, with one worker on a core of its own. */
export type Rig = {
  readonly name: string;
  readonly workerPid: number;
  openPeer(room: string): Promise<RigPeer>;
};
