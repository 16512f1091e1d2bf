import { useRef } from 'react';
import { run } from '../../app/run.ts';
import type { SessionExtras } from '../../stores/SessionExtras.ts';
import { useText } from '../../text/TextContext.ts';
import { SelectField } from '../../ui/SelectField.tsx';
import { useCall } from '../room/CallContext.ts';
import { drawBackground, drawnBackgrounds } from './drawBackground.ts';
import styles from './Settings.module.css';

/** Where a person can be told from what is behind them. An image of one's own never leaves the device but as video. */
export function BackgroundSettings({ effects }: { readonly effects: SessionExtras['effects'] }) {
  const { settings: words } = useText();
  const { background, picture = '' } = useCall((call) => call.self.effects);
  const file = useRef<HTMLInputElement>(null);
  const set = (...asked: Parameters<typeof effects.setBackground>) =>
    run(Promise.resolve(effects.setBackground(...asked)).then(() => undefined));
  const pick = (value: string) => {
    const drawn = drawnBackgrounds.find((name) => name === value);
    const plain = (['none', 'blurBehind', 'blur'] as const).find((name) => name === value);
    if (plain) set(plain);
    else if (drawn) set('picture', { name: drawn, image: drawBackground(drawn) });
    else file.current?.click();
  };
  const takeFile = async (chosen: File | undefined) => {
    if (chosen) set('picture', { name: OWN, image: await createImageBitmap(chosen) });
  };
  return (
    <>
      <SelectField
        label={words.background}
        options={(['none', 'blurBehind', 'blur', ...drawnBackgrounds, OWN] as const).map((value) => ({
          value,
          label: words.backgrounds[value],
        }))}
        value={background === 'picture' ? picture : background}
        placeholder=""
        onChange={pick}
      />
      <input
        ref={file}
        className={styles.file}
        type="file"
        accept="image/*"
        aria-label={words.ownBackground}
        tabIndex={-1}
        onChange={({ currentTarget }) => run(takeFile(currentTarget.files?.[0]))}
      />
    </>
  );
}

const OWN = 'own';
