import type { Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { types } from 'mediasoup-client';
import { pictureLayers } from './pictureLayers.ts';
import * as sendOptions from './sendOptions.ts';

type Encoding = Pick<types.ProducerOptions, 'encodings' | 'codecOptions' | 'codec'>;

/** How a source is sent by a browser that can do so much. */
export function encodingOf(source: Source, track: MediaStreamTrack, { codecs = [] }: types.RtpCapabilities): Encoding {
  if (source === 'screenAudio') return { codecOptions: sendOptions.screenAudioCodecOptions };
  if (kindOf(source) === 'audio') return { codecOptions: sendOptions.microphoneCodecOptions };
  if (!sendOptions.isSimulcast(source)) {
    const encodings = sendOptions.screenEncodings.map((encoding) => ({ ...encoding }));
    return { encodings, codecOptions: sendOptions.cameraCodecOptions };
  }
  const scales = scalesOf(track);
  return {
    encodings: sendOptions.cameraEncodings.map((encoding, index) => ({
      ...encoding,
      scaleResolutionDownBy: scales[index] ?? 1,
    })),
    codecOptions: sendOptions.cameraCodecOptions,
    codec: codecs.find(({ mimeType }) => mimeType.toLowerCase() === sendOptions.CAMERA_MIME_TYPE),
  };
}

/** By how much each layer of a camera is smaller than its picture is now, lowest first. */
export const scalesOf = (track: MediaStreamTrack): readonly number[] => pictureLayers(track.getSettings());
