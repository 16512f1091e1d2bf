import type { Person } from '@confab/testkit';

/** Of all peer connections that a page has made: how many that is, and how many are connected now. */
export type WatchedConnections = { readonly made: () => Promise<number>; readonly connected: () => Promise<number> };

/** Call it before the page is opened. */
export async function watchConnections({ page }: Person): Promise<WatchedConnections> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    const Original = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    Object.assign(globalThis, { confabConnectionStates: () => made.map(({ connectionState }) => connectionState) });
  });
  const states = () => page.evaluate(() => Reflect.get(globalThis, 'confabConnectionStates')() as string[]);
  return {
    made: async () => (await states()).length,
    connected: async () => (await states()).filter((state) => state === 'connected').length,
  };
}
