import type { EffectChoices } from '../../device/effectChoices.ts';
import type { Session } from '../../stores/Session.ts';

/** What the person has chosen on this device, asked when it is needed: they may change it meanwhile. */
export type ReadChoices = () => EffectChoices;

/**
 * Before the camera is there, so that nobody sees it otherwise for a moment. It asks for no device. Where it cannot be done any
 * more all of the picture stays blurred: whoever hid what is behind them did not choose to show it.
 */
export async function restorePicture({ effects, getSnapshot }: Session, read: ReadChoices): Promise<void> {
  if (!effects) return;
  const { background, videoQuality } = read();
  if (videoQuality === 'saver') effects.setVideoQuality('saver');
  if (background === 'none') return;
  // All of the picture, until a person can be told from what is behind them.
  if (getSnapshot().self.effects.available.blur) void effects.setBackground('blur');
  if (background === 'blur') return;
  await effects.findModel();
  if (read().background !== background) return;
  // Without a model it is blurred with all of the picture, and the person is told so.
  const { showBackground } = await import('../settings/showBackground.ts');
  await showBackground(effects, background);
}

/** With the voice it is the other way round: a page that was not touched yet may not play, and so not work on a sound. */
export function restoreVoice({ effects }: Session, read: ReadChoices): void {
  const { noiseSuppression } = read();
  const mayPlay = noiseSuppression !== 'strong' || navigator.userActivation.hasBeenActive;
  if (noiseSuppression !== 'browser' && mayPlay) effects?.setNoiseSuppression(noiseSuppression);
}
