import type { Page } from '@playwright/test';
import { relayScript } from '../page/pageScripts.ts';
import type { Network } from './Network.ts';

/** What this page exchanges with media servers goes by way of the network from now on. Call it before the page is opened. */
export async function leadThrough(network: Network, page: Page): Promise<void> {
  await page.exposeFunction('confabTestkitFindRoute', (protocol: string, address: string, port: number) =>
    network.routeTo(protocol === 'tcp' ? 'tcp' : 'udp', { address, port }),
  );
  await page.addInitScript({ content: relayScript() });
}
