import { isRoomId } from '@confab/protocol';
import { saveName } from '../../device/savedName.ts';
import { rememberRoom } from '../../device/recentRooms.ts';
import { createCallView, type CallView, type CallViewStore } from '../../stores/callView.ts';
import { bindCallStore, createCallStore, type CallStore } from '../../stores/callStore.ts';
import type { Session } from '../../stores/Session.ts';
import { run } from '../../app/run.ts';
import { isFitName } from './isFitName.ts';
import { restorePicture, restoreVoice, type ReadChoices } from './restoreEffects.ts';

export type VisitOptions = {
  readonly roomId: string;
  readonly session: Session;
  /** Skip the lobby, if the name allows it. */
  readonly joinsAtOnce: boolean;
  /** How the call is looked at from the start. */
  readonly view?: Partial<CallView> | undefined;
  /** What is to be done to the own sound and picture; nothing unless said otherwise. */
  readonly effects?: ReadChoices;
};

/** One stay in a room, from the lobby until it is left; coming back is another visit. Starts with its first holder and ends with its last. */
export class Visit {
  readonly roomId: string;
  readonly session: Session;
  readonly store: CallStore;
  readonly view: CallViewStore;
  readonly joinsAtOnce: boolean;
  readonly #effects: ReadChoices | undefined;
  #holders = 0;
  #unbind: (() => void) | undefined;

  constructor({ roomId, session, joinsAtOnce, view, effects }: VisitOptions) {
    this.roomId = roomId;
    this.session = session;
    this.store = createCallStore(session.getSnapshot());
    this.view = createCallView(view);
    this.#effects = effects;
    this.joinsAtOnce = joinsAtOnce && isFitName(session.getSnapshot().self.displayName);
  }

  /** Returns what lets go again. */
  hold = (): (() => void) => {
    this.#holders += 1;
    if (!this.#unbind) this.#start();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders -= 1;
      // Not at once: React's StrictMode lets go and takes hold again in one go.
      queueMicrotask(() => this.#endIfLeft());
    };
  };

  join(displayName: string): void {
    saveName(displayName);
    this.session.setDisplayName(displayName);
    if (this.#effects) restoreVoice(this.session, this.#effects);
    run(this.session.join());
  }

  #start(): void {
    const unbind = bindCallStore(this.session, this.store);
    const forget = this.store.subscribe(({ state }, { state: before }) => {
      if (state === 'in-call' && before !== 'in-call') rememberRoom({ roomId: this.roomId, at: Date.now() });
    });
    this.#unbind = () => {
      forget();
      unbind();
    };
    // A room that cannot be is no place for a lobby; joining says what is wrong.
    if (!isRoomId(this.roomId)) return run(this.session.join());
    if (this.#effects) {
      restoreVoice(this.session, this.#effects);
      run(restorePicture(this.session, this.#effects));
    }
    run(this.session.openLobby());
    if (this.joinsAtOnce) this.join(this.session.getSnapshot().self.displayName);
  }

  #endIfLeft(): void {
    if (this.#holders > 0) return;
    this.session.leave();
    this.#unbind?.();
  }
}
