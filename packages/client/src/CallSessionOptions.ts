import type { Readiness } from '@confab/protocol';
import type { NoiseSuppressionFiles, SegmentationFiles } from './effects/EffectsPort.ts';

export type CallSessionOptions = {
  readonly roomId: string;
  /** May be set later, before `join`. */
  readonly displayName?: string;
  /** `ws:` or `wss:`; see toSignalingUrl. */
  readonly signalingUrl: string;
  /** A join token, for rooms that ask for one. */
  readonly token?: string;
  /** The token was renewed: a later call, after a reload for example, needs this one. */
  readonly onToken?: (token: string) => void;
  /** Whether two may talk without the server in between, which shows each the other's addresses. They may unless said otherwise. */
  readonly isDirectAllowed?: boolean;
  /** Without these there is no strong noise suppression. */
  readonly noiseSuppression?: NoiseSuppressionFiles;
  /** Without these a background is blurred with the person in front of it, or not at all. */
  readonly segmentation?: SegmentationFiles;
  /** What is switched on from the start; both are unless said otherwise. */
  readonly wanted?: { readonly microphone?: boolean; readonly camera?: boolean };
  /** How much is done before the click, where the room allows it: everything (`hot`) unless said otherwise. */
  readonly prepare?: Readiness;
};
