/** A way to the other tabs of this browser that speak by the same name. */
export type TabPort = {
  /** Undefined where tabs cannot speak to each other. */
  open(name: string, onMessage: (message: unknown) => void): TabChannel | undefined;
};

export type TabChannel = {
  /** Plain data, to all others. */
  post(message: object): void;
  close(): void;
};

/** By BroadcastChannel (HTML, section 9.5). */
export const createBrowserTabs = (): TabPort => ({
  open(name, onMessage) {
    if (typeof BroadcastChannel === 'undefined') return undefined;
    const channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => onMessage(data));
    return {
      post: (message) => channel.postMessage(message),
      close: () => channel.close(),
    };
  },
});
