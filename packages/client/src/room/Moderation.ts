import type { ModerationMethod, Params } from '@confab/protocol';
import type { Ask } from '../signaling/SignalingClient.ts';

/** What only hosts may do. Each rejects with a ProtocolError: `forbidden`, `notFound`, `invalidState` or `unavailable`. */
export type Moderation = { readonly [M in ModerationMethod]: (params: Params<M>) => Promise<void> };

export function createModeration(ask: Ask): Moderation {
  const by = <M extends ModerationMethod>(method: M) => {
    return async (params: Params<M>): Promise<void> => void (await ask(method, params));
  };
  return {
    mutePeer: by('mutePeer'),
    muteAll: by('muteAll'),
    askToUnmute: by('askToUnmute'),
    stopSource: by('stopSource'),
    lowerHand: by('lowerHand'),
    removePeer: by('removePeer'),
    setRole: by('setRole'),
    setLocked: by('setLocked'),
    setWaitingRoom: by('setWaitingRoom'),
    setSpotlight: by('setSpotlight'),
    admit: by('admit'),
    refuse: by('refuse'),
    endRoom: by('endRoom'),
  };
}
