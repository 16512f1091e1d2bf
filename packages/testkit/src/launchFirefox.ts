import { existsSync } from 'node:fs';
import type { Browser, BrowserType } from '@playwright/test';

/** Debian's Firefox ESR and what other systems have; Playwright's own cannot be downloaded everywhere. */
const SYSTEM_FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** The Firefox that is taken: the one that CONFAB_FIREFOX names, or the system's. Undefined: there is none. */
export const findFirefox = (env: Readonly<Record<string, string | undefined>> = process.env): string | undefined =>
  env['CONFAB_FIREFOX'] ?? SYSTEM_FIREFOX.find((path) => existsSync(path));

/** So that nobody has to be asked, and sound is played that nobody has clicked for. */
const firefoxUserPrefs = {
  'media.navigator.permission.disabled': true,
  'media.navigator.streams.fake': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // On a machine without a sound card its audio stands still, otherwise.
  'media.cubeb.force_mock_context': true,
  // A name of mDNS is found by nobody in a namespace, or a container.
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // For pages on plain http that are not on localhost.
  'media.devices.insecure.enabled': true,
  'media.getusermedia.insecure.enabled': true,
};

/** The system's Firefox, driven by WebDriver BiDi. It refuses media on the loopback: a call needs another address. */
export async function launchFirefox(firefox: BrowserType): Promise<Browser> {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('there is no Firefox: install firefox-esr, or name one in CONFAB_FIREFOX');
  return firefox.launch({ channel: 'moz-firefox', executablePath, firefoxUserPrefs });
}
