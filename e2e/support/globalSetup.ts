import { startConfab } from './startConfab.ts';

/** One Confab for all specs, unless CONFAB_URL names one that runs already. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['CONFAB_URL']) return undefined;
  const confab = await startConfab();
  process.env['CONFAB_URL'] = confab.url;
  return async () => {
    const left = await confab.stop();
    if (left.length > 0) throw new Error(`still running after the stop: ${left.join(', ')}`);
  };
}
