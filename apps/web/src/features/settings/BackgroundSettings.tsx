import { useEffect, useRef, useState } from 'react';
import { run } from '../../app/run.ts';
import { backgrounds, OWN } from '../../device/effectChoices.ts';
import { createOwnBackground } from '../../device/ownBackground.ts';
import { useRememberEffect } from '../../device/PreferencesContext.ts';
import type { SessionExtras } from '../../stores/SessionExtras.ts';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useCall } from '../room/CallContext.ts';
import styles from './Settings.module.css';
import { showBackground } from './showBackground.ts';
import { ImageError, MAX_IMAGE_MB, shrinkImage } from './shrinkImage.ts';

type Props = { readonly effects: SessionExtras['effects'] };

/** Where a person can be told from what is behind them. An image of one's own never leaves the device but as video. */
export function BackgroundSettings({ effects }: Props) {
  const { settings: words } = useText();
  const { background, picture = '', loading } = useCall((call) => call.self.effects);
  const remember = useRememberEffect();
  const own = useOwnImage(effects);
  const file = useRef<HTMLInputElement>(null);
  const choose = () => file.current?.click();
  const pick = (value: string) => {
    const picked = backgrounds.find((one) => one === value);
    if (!picked) return;
    if (picked === OWN && !own.image) return choose();
    remember({ background: picked });
    run(picked === OWN && own.image ? own.show(own.image) : showBackground(effects, picked));
  };
  return (
    <>
      <SelectField
        label={words.background}
        options={backgrounds.map((value) => ({
          value,
          label: value === OWN && !own.image ? words.chooseOwn : words.backgrounds[value],
        }))}
        value={background === 'picture' ? picture : background}
        placeholder=""
        onChange={pick}
        fault={own.fault && words.imageFaults[own.fault](MAX_IMAGE_MB)}
      />
      {loading !== undefined && <Loading bytes={loading} />}
      {own.image && (
        <div className={styles.own}>
          <p className={styles.hint}>{words.ownKept}</p>
          <div className={styles.row}>
            <Button size="small" onPress={choose}>
              {words.otherImage}
            </Button>
            <Button size="small" onPress={() => run(own.remove(picture === OWN))}>
              {words.removeImage}
            </Button>
          </div>
        </div>
      )}
      <input
        ref={file}
        className={styles.file}
        type="file"
        accept="image/*"
        aria-label={words.ownBackground}
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          run(own.take(currentTarget.files?.[0]));
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
    </>
  );
}

/** The number moves too often to be read out. */
function Loading({ bytes }: { readonly bytes: number }) {
  const { settings: words } = useText();
  return (
    <p className={styles.hint} role="status">
      {words.loadingEffect} <span aria-hidden="true">{words.megabytes((bytes / 1_000_000).toFixed(1))}</span>
    </p>
  );
}

/** The image that is kept on this device. */
function useOwnImage(effects: Props['effects']) {
  const [store] = useState(createOwnBackground);
  const remember = useRememberEffect();
  const [image, setImage] = useState<Blob>();
  const [fault, setFault] = useState<ImageError['fault']>();
  useEffect(() => {
    let isGone = false;
    run(store.read().then((kept) => isGone || setImage(kept)));
    return () => void (isGone = true);
  }, [store]);
  const show = async (blob: Blob) => set(effects, 'picture', { name: OWN, image: await createImageBitmap(blob) });
  const take = async (file: File | undefined) => {
    if (!file) return;
    setFault(undefined);
    try {
      const small = await shrinkImage(file);
      setImage(small);
      remember({ background: OWN });
      await Promise.all([store.save(small), show(small)]);
    } catch (cause) {
      if (!(cause instanceof ImageError)) throw cause;
      setFault(cause.fault);
    }
  };
  const remove = async (isInUse: boolean) => {
    setImage(undefined);
    await store.remove();
    if (!isInUse) return;
    remember({ background: 'none' });
    await set(effects, 'none');
  };
  return { image, fault, show, take, remove };
}

async function set(effects: Props['effects'], ...asked: Parameters<Props['effects']['setBackground']>): Promise<void> {
  await effects.setBackground(...asked);
}
