import { DeviceError } from '../devices/DevicePort.ts';
import type { DisplayPort } from './DisplayPort.ts';

/** Capture Handle (WICG), which TypeScript does not know: a page is recognised by those who film it. */
type HandleConfig = { readonly handle: string; readonly permittedOrigins: readonly string[] };
type Capturable = MediaDevices & { setCaptureHandleConfig?(config: HandleConfig): void };
type Captured = MediaStreamTrack & { getCaptureHandle?(): { readonly handle?: string } | null };

/** The browser's own picker (Screen Capture, section 5.1). Phones have none. */
export function createBrowserDisplay(find: () => Capturable | undefined, newHandle: () => string): DisplayPort {
  return {
    async pick() {
      const devices = find();
      if (!devices || !('getDisplayMedia' in devices)) throw new DeviceError('missing');
      const handle = newHandle();
      devices.setCaptureHandleConfig?.({ handle, permittedOrigins: [location.origin] });
      const stream = await devices.getDisplayMedia(wish).catch((cause: unknown) => {
        throw new DeviceError('denied', { cause });
      });
      const [video] = stream.getVideoTracks();
      if (!video) throw new DeviceError('missing');
      // Letters before motion: what is shared is mostly read.
      video.contentHint = 'detail';
      const captured: Captured = video;
      return { video, audio: stream.getAudioTracks()[0], isOwnTab: captured.getCaptureHandle?.()?.handle === handle };
    },
  };
}

const wish: DisplayMediaStreamOptions = {
  video: { frameRate: { ideal: 15, max: 30 } },
  // The room's own voices would come back as an echo if they were not kept out of it.
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};
