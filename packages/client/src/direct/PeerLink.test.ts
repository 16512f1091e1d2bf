import { afterEach, expect, test, vi } from 'vitest';
import { openPeerLink } from './PeerLink.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As Firefox is: what is asked of a connection that closes is never answered. */
class SilentConnection extends EventTarget {
  readonly connectionState = 'connected';

  createDataChannel(): EventTarget {
    return new EventTarget();
  }

  getStats(): Promise<never> {
    return new Promise(() => undefined);
  }

  close(): void {}
}

test('whoever asks a link for its figures while it closes does not wait for ever', async () => {
  vi.stubGlobal('RTCPeerConnection', SilentConnection);
  vi.stubGlobal('MediaStream', class {});
  const link = openPeerLink({
    isPolite: true,
    iceServers: [],
    signal: () => undefined,
    onState: () => undefined,
    onReport: () => undefined,
  });
  const asked = Promise.allSettled([link.measure(), link.collect()]);
  link.close();
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
