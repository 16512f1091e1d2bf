import type { ControlFacts, ControlMethod, ControlParams, ControlResult } from '@confab/protocol/control';
import type { NotificationOf, RoomId } from '@confab/protocol';

/** The sfu as rooms see it. */
export type SfuPort = {
  /** Whether there is a link on which the sfu has said who it is. */
  readonly isReady: boolean;
  /** Whether what is asked of this room is answered: a room lives on one of perhaps several nodes. */
  isReadyFor(roomId: RoomId): boolean;
  /** @throws ProtocolError within CONTROL_DEADLINE_MS; `unavailable` at once while there is no link. */
  call<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>>;
};

export type SfuFact = NotificationOf<ControlFacts>;

/** Who wants to know what the sfu says unasked. */
export type SfuListener = {
  /** `nodeReady` comes first on each new link. */
  onFact(fact: SfuFact): void;
  /** The process behind the link is gone, and all media with it. */
  onStopped(): void;
  /** The link is cut, or cannot be had: what the sfu has may well be there still. */
  onDown?(): void;
};
