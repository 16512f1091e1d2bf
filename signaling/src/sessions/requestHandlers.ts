import type { Method, Moderation, ModerationMethod, Params, Requests, Result } from '@confab/protocol';
import type { Handlers } from '@confab/rpc';
import type { Lobby } from '../rooms/Lobby.ts';
import * as seated from './handlers/index.ts';
import type { Seat, SeatedHandler } from './Seat.ts';

/** What a session answers by itself, since it changes what the session is; and its seat for all the rest. */
export type Asker = {
  join(params: Params<'join'>): Promise<Result<'join'>>;
  resume(params: Params<'resume'>): Promise<Result<'resume'>>;
  look(params: Params<'look'>): Promise<Result<'look'>>;
  knock(params: Params<'knock'>): Promise<Result<'knock'>>;
  leave(params: Params<'leave'>): Promise<Result<'leave'>> | Result<'leave'>;
  refreshToken(): Promise<Result<'refreshToken'>>;
  warmUp(params: Params<'warmUp'>): Promise<Result<'warmUp'>>;
  reportJoin(params: Params<'reportJoin'>): Result<'reportJoin'>;
  /** Undefined for who has a seat. */
  lobby(): Lobby | undefined;
  /** Admission has made sure that there is one. */
  seat(): Seat;
};

const asSeated =
  <M extends Method>(handler: SeatedHandler<M>) =>
  (params: Params<M>, asker: Asker) =>
    handler(asker.seat(), params);

const asHost =
  <M extends ModerationMethod>(method: M) =>
  (params: Params<M>, asker: Asker) =>
    // The schema of the method has made the parameters.
    seated.moderate(asker.seat(), { method, params } as Moderation);

/** Every request and who answers it: one table for all sessions. */
export const requestHandlers: Handlers<Requests, Asker> = {
  ping: () => ({}),
  join: (params, asker) => asker.join(params),
  resume: (params, asker) => asker.resume(params),
  look: (params, asker) => asker.look(params),
  knock: (params, asker) => asker.knock(params),
  leave: (params, asker) => asker.leave(params),
  refreshToken: (_, asker) => asker.refreshToken(),
  warmUp: (params, asker) => asker.warmUp(params),
  reportJoin: (params, asker) => asker.reportJoin(params),
  startReceiving: (params, asker) =>
    asker.lobby()?.startReceiving(params) ?? seated.startReceiving(asker.seat(), params),
  connectTransport: (params, asker) =>
    asker.lobby()?.connectTransport(params) ?? seated.connectTransport(asker.seat(), params),
  restartIce: (params, asker) => asker.lobby()?.restartIce(params) ?? seated.restartIce(asker.seat(), params),
  produce: (params, asker) => asker.lobby()?.produce(params) ?? seated.produce(asker.seat(), params),
  closeSource: asSeated(seated.closeSource),
  setMuted: asSeated(seated.setMuted),
  resumeConsumers: asSeated(seated.resumeConsumers),
  allowDirect: asSeated(seated.allowDirect),
  giveUpDirect: asSeated(seated.giveUpDirect),
  signal: asSeated(seated.signal),
  sendChat: asSeated(seated.sendChat),
  react: asSeated(seated.react),
  setHand: asSeated(seated.setHand),
  caption: asSeated(seated.caption),
  renewConsumers: asSeated(seated.renewConsumers),
  reportUnheard: asSeated(seated.reportUnheard),
  setShown: asSeated(seated.setShown),
  mutePeer: asHost('mutePeer'),
  muteAll: asHost('muteAll'),
  askToUnmute: asHost('askToUnmute'),
  stopSource: asHost('stopSource'),
  lowerHand: asHost('lowerHand'),
  removePeer: asHost('removePeer'),
  setRole: asHost('setRole'),
  setLocked: asHost('setLocked'),
  setWaitingRoom: asHost('setWaitingRoom'),
  setSpotlight: asHost('setSpotlight'),
  admit: asHost('admit'),
  refuse: asHost('refuse'),
  endRoom: asHost('endRoom'),
};
