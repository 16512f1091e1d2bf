import type { Clock, MessageSocket } from '@confab/rpc';
import { systemClock } from '@confab/rpc';
import type { MeterPort } from './connection/MeterPort.ts';
import { openBrowserMeter } from './connection/MeterPort.ts';
import { createBrowserDevices } from './devices/createBrowserDevices.ts';
import type { DevicePort } from './devices/DevicePort.ts';
import type { OpenDirectLink } from './direct/DirectLink.ts';
import { openPeerLink } from './direct/PeerLink.ts';
import type { StandIns } from './lobby/createStandIns.ts';
import { createStandIns } from './lobby/createStandIns.ts';
import { createBrowserEffects } from './effects/createBrowserEffects.ts';
import type { EffectsPort } from './effects/EffectsPort.ts';
import type { LoadEngine } from './media/MediaEngine.ts';
import type { PagePort } from './PagePort.ts';
import { newMessageId } from './room/newMessageId.ts';
import { createBrowserDisplay } from './screen/createBrowserDisplay.ts';
import type { DisplayPort } from './screen/DisplayPort.ts';
import type { TabPort } from './tabs/TabPort.ts';
import { createBrowserTabs } from './tabs/TabPort.ts';
import { createSocketOpener } from './signaling/openWebSocket.ts';

/** Everything outside of a call that it touches; replace any of it in a test or in another surrounding. */
export type BrowserPorts = {
  /** Opens a socket; what is sent before it is open has to wait in it. */
  readonly openSocket: (url: string) => MessageSocket;
  readonly devices: DevicePort;
  readonly display: DisplayPort;
  readonly effects: EffectsPort;
  readonly tabs: TabPort;
  readonly openMeter: MeterPort;
  readonly clock: Clock;
  readonly page: PagePort;
  readonly loadEngine: LoadEngine;
  readonly openDirectLink: OpenDirectLink;
  /** Tracks that say and show nothing, to prepare a call with. */
  readonly createStandIns: () => StandIns;
  /** From 0 up to 1. */
  readonly random: () => number;
};

/** The browser itself. Touches nothing of it before it is used. */
export const createBrowserPorts = (): BrowserPorts => ({
  openSocket: createSocketOpener(),
  devices: createBrowserDevices(
    () => navigator.mediaDevices,
    () => navigator.permissions,
  ),
  display: createBrowserDisplay(() => navigator.mediaDevices, newMessageId),
  effects: createBrowserEffects(),
  tabs: createBrowserTabs(),
  openMeter: openBrowserMeter,
  clock: systemClock,
  page: createPage(),
  // Fetched with the first lobby, so that a landing page does not pay for it.
  openDirectLink: openPeerLink,
  createStandIns,
  loadEngine: createLoader(async () => (await import('./media/sfu/createSfuEngines.ts')).createSfuEngines()),
  random: Math.random,
});

/** Loads once; what has failed is tried again the next time. */
function createLoader(load: LoadEngine): LoadEngine {
  let loading: ReturnType<LoadEngine> | undefined;
  return async () => {
    try {
      return await (loading ??= load());
    } catch (cause) {
      loading = undefined;
      throw cause;
    }
  };
}

const createPage = (): PagePort => ({
  obstacle() {
    if (typeof RTCPeerConnection !== 'undefined') return undefined;
    return isSecureContext ? 'noWebRtc' : 'insecureContext';
  },
  userAgent: () => navigator.userAgent,
  isVisible: () => document.visibilityState === 'visible',
  onWake(listener) {
    const onVisibility = () => {
      if (document.visibilityState === 'visible') listener();
    };
    addEventListener('online', listener);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      removeEventListener('online', listener);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  },
  onGone(listener) {
    const onHide = ({ persisted }: PageTransitionEvent) => {
      // A persisted page may be shown again.
      if (!persisted) listener();
    };
    addEventListener('pagehide', onHide);
    return () => removeEventListener('pagehide', onHide);
  },
});
