import { createOwnBackground } from '../../device/ownBackground.ts';
import { drawnBackgrounds, OWN, plainBackgrounds, type EffectChoices } from '../../device/effectChoices.ts';
import type { SessionExtras } from '../../stores/SessionExtras.ts';
import { drawBackground } from './drawBackground.ts';

/** Does with the own picture what the person has chosen. Where the image of their own is gone it is blurred. */
export async function showBackground(
  effects: SessionExtras['effects'],
  background: EffectChoices['background'],
): Promise<void> {
  const plain = plainBackgrounds.find((one) => one === background);
  const drawn = drawnBackgrounds.find((one) => one === background);
  if (plain) await effects.setBackground(plain);
  else if (drawn) await effects.setBackground('picture', { name: drawn, image: drawBackground(drawn) });
  else await showOwn(effects);
}

async function showOwn(effects: SessionExtras['effects']): Promise<void> {
  const kept = await createOwnBackground().read();
  // What was an image once may be none to this browser.
  const image = kept && (await createImageBitmap(kept).catch(() => undefined));
  if (image) await effects.setBackground('picture', { name: OWN, image });
  else await effects.setBackground('blurBehind');
}
