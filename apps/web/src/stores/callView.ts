import { createStore, type StoreApi } from 'zustand/vanilla';

/** How this person looks at the call; nobody else knows of it. */
export type CallView = {
  readonly layout: 'gallery' | 'speaker';
  /** The tile that this person wants in front. */
  readonly pinnedKey: string | undefined;
  readonly isSelfHidden: boolean;
  readonly page: number;
  readonly panel: 'chat' | 'people' | undefined;
  readonly dialog: 'settings' | 'invite' | 'shortcuts' | 'statistics' | undefined;
  /** What is said can be read below the pictures. */
  readonly hasCaptions: boolean;
  /** How loud others are here, from 0 to 1; 1 where nothing is said. */
  readonly volumes: Readonly<Record<string, number>>;
  /** The newest message that was on the screen. */
  readonly lastReadId: string | undefined;
};

export type CallViewStore = StoreApi<CallView>;

export const createCallView = (initial: Partial<CallView> = {}): CallViewStore =>
  createStore<CallView>()(() => ({
    layout: 'gallery',
    pinnedKey: undefined,
    isSelfHidden: false,
    page: 0,
    panel: undefined,
    dialog: undefined,
    hasCaptions: false,
    volumes: {},
    lastReadId: undefined,
    ...initial,
  }));
