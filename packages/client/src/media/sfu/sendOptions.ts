import type { Source } from '@confab/protocol';

/**
 * Three layers of VP8 for whoever shows the picture small, larger or full, lowest first; two temporal steps more within
 * each (L1T3). How large each is depends on the picture (`pictureLayers`). In bits per second.
 */
export const cameraEncodings = [
  { maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { maxBitrate: 500_000, scalabilityMode: 'L1T3' },
  { maxBitrate: 1_700_000, scalabilityMode: 'L1T3' },
] as const;

/** Every browser here encodes VP8 in layers; VP8 is first of what the sfu's routers take. */
export const CAMERA_MIME_TYPE = 'video/vp8';

/**
 * A microphone's speech: nothing is sent in silence (DTX), and lost packets are rebuilt from the next ones (FEC) or asked
 * for again (NACK), which mediasoup-client takes out of the answer otherwise.
 */
export const microphoneCodecOptions = { opusDtx: true, opusFec: true, opusNack: true } as const;
/** Without this the picture starts blurred and takes seconds to sharpen. In kbit/s. */
export const cameraCodecOptions = { videoGoogleStartBitrate: 1_000 } as const;

/** A film's sound may be stereo, and is not speech: no silence is cut out of it. */
export const screenAudioCodecOptions = { opusStereo: true, opusDtx: false, opusFec: true, opusNack: true } as const;
/** Enough for letters that stay sharp while a page scrolls. In bits per second. */
export const screenEncodings = [{ maxBitrate: 2_500_000 }] as const;

export const isSimulcast = (source: Source): boolean => source === 'camera';
