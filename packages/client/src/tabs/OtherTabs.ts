import type { TabChannel, TabPort } from './TabPort.ts';
import type { TabMessage } from './parseTabMessage.ts';
import { parseTabMessage } from './parseTabMessage.ts';

export type OtherTabsOptions = {
  readonly port: TabPort;
  readonly roomId: string;
  readonly tabId: string;
  readonly nowMs: () => number;
  /** Whether the microphone is wanted here: who takes over goes on with it. */
  readonly isMicrophoneWanted: () => boolean;
  /** The same person is in the call elsewhere: here the microphone has to be off, or the two of them howl. */
  readonly onQuiet: () => void;
  /** The other tab is gone for this one's sake; its microphone was on, or not. */
  readonly onTaken: (isMicrophoneWanted: boolean) => void;
  /** Another tab goes on with the call. */
  readonly onHandOver: () => void;
  readonly onChange: () => void;
};

type Other = { readonly name: string; readonly sinceMs: number };

/** The same person in the same room in other tabs of this browser. Two people who share a browser have two names. */
export class OtherTabs {
  readonly #options: OtherTabsOptions;
  readonly #others = new Map<string, Other>();
  #channel: TabChannel | undefined;
  #name = '';
  #sinceMs: number | undefined;
  #isQuiet = false;
  #isDecided = false;
  #isClosed = false;

  constructor(options: OtherTabsOptions) {
    this.#options = options;
  }

  /** There is one, in the call. */
  get isThere(): boolean {
    return this.#same().length > 0;
  }

  /** Asks who is there. Once is enough. */
  start(name: string): void {
    if (this.#channel || this.#isClosed) return;
    const { port, roomId } = this.#options;
    this.#name = name;
    this.#channel = port.open(`confab ${roomId}`, (message) => this.#take(parseTabMessage(message)));
    this.#post({ kind: 'hello' });
  }

  rename(name: string): void {
    this.#name = name;
    this.#check();
  }

  /** From now on this tab is in the call. */
  enter(name: string): void {
    this.start(name);
    this.#name = name;
    // Before the others hear of it: whoever was there is older.
    this.#check();
    this.#sinceMs = this.#options.nowMs();
    this.#tell();
  }

  /** The person here has said what the microphone is to be. */
  forgetQuiet(): void {
    this.#isQuiet = false;
    this.#isDecided ||= this.isThere;
  }

  /** Has the others leave, and goes on as they were. */
  takeOver(): void {
    for (const tabId of this.#same()) this.#post({ kind: 'takeOver', to: tabId });
  }

  close(): void {
    if (this.#sinceMs !== undefined) this.#post({ kind: 'gone' });
    this.#isClosed = true;
    this.#others.clear();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #take(message: TabMessage | undefined): void {
    if (!message || this.#isClosed) return;
    const { tabId } = message;
    switch (message.kind) {
      case 'hello':
        this.#tell();
        return;
      case 'here':
        this.#others.set(tabId, message);
        break;
      case 'gone':
        this.#lose(message);
        break;
      case 'takeOver':
        if (message.to === this.#options.tabId) this.#handOver(tabId);
        return;
    }
    this.#check();
    this.#options.onChange();
  }

  #lose({ tabId, to, isMicrophoneWanted }: TabMessage & { readonly kind: 'gone' }): void {
    const isSame = this.#same().includes(tabId);
    this.#others.delete(tabId);
    // Back to what the person has heard from there, and only if nobody has said otherwise here.
    if (isSame && to === this.#options.tabId && this.#isQuiet && !this.isThere) {
      this.#isQuiet = false;
      this.#options.onTaken(isMicrophoneWanted === true);
    }
  }

  #handOver(to: string): void {
    if (this.#sinceMs === undefined) return;
    this.#post({ kind: 'gone', to, isMicrophoneWanted: this.#options.isMicrophoneWanted() });
    this.#sinceMs = undefined;
    this.#options.onHandOver();
  }

  #check(): void {
    if (this.#isQuiet || this.#isDecided) return;
    const mine = this.#sinceMs ?? Infinity;
    const { tabId } = this.#options;
    const isYounger = this.#same().some((id) => {
      const theirs = this.#others.get(id)?.sinceMs ?? Infinity;
      return theirs < mine || (theirs === mine && id < tabId);
    });
    if (!isYounger) return;
    this.#isQuiet = true;
    this.#options.onQuiet();
  }

  #same(): string[] {
    const name = toKey(this.#name);
    return name === ''
      ? []
      : [...this.#others].flatMap(([tabId, other]) => (toKey(other.name) === name ? [tabId] : []));
  }

  #tell(): void {
    if (this.#sinceMs !== undefined) this.#post({ kind: 'here', name: this.#name, sinceMs: this.#sinceMs });
  }

  #post(message: object): void {
    this.#channel?.post({ ...message, tabId: this.#options.tabId });
  }
}

const toKey = (name: string): string => name.trim().toLowerCase();
