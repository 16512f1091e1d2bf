import type { Person } from '@confab/testkit';

/** Counts the peer connections that a page has open; call it before the page is opened. */
export async function countConnections({ page }: Person): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const opened: RTCPeerConnection[] = [];
    const Original = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        opened.push(this);
      }
    };
    Object.assign(globalThis, {
      confabOpenConnections: () => opened.filter(({ connectionState }) => connectionState !== 'closed').length,
    });
  });
  return () => page.evaluate(() => Number(Reflect.get(globalThis, 'confabOpenConnections')()));
}
