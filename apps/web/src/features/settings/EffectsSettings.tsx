import type { EffectsState } from '@confab/client';
import { useEffect } from 'react';
import { run } from '../../app/run.ts';
import { useText } from '../../text/TextContext.ts';
import { SelectField } from '../../ui/SelectField.tsx';
import { SwitchField } from '../../ui/SwitchField.tsx';
import { useCall, useSession } from '../room/CallContext.ts';
import { BackgroundSettings } from './BackgroundSettings.tsx';
import styles from './Settings.module.css';

const suppressions = ['off', 'browser', 'strong'] as const satisfies readonly EffectsState['noiseSuppression'][];

/** What is done to the own sound and picture. Only what this browser can do is offered. */
export function EffectsSettings() {
  const { settings: words } = useText();
  const { effects } = useSession();
  const { noiseSuppression, background, videoQuality, available } = useCall((call) => call.self.effects);
  useEffect(() => void effects?.findModel(), [effects]);
  if (!effects) return null;
  const set = (asked: unknown) => run(Promise.resolve(asked).then(() => undefined));
  return (
    <section className={styles.section} aria-label={words.effects}>
      <h3 className={styles.heading}>{words.effects}</h3>
      <SelectField
        label={words.noiseSuppression}
        options={suppressions
          .filter((value) => value !== 'strong' || available.strongNoiseSuppression)
          .map((value) => ({ value, label: words.noiseSuppressions[value] }))}
        value={noiseSuppression}
        placeholder=""
        onChange={(value) => {
          const picked = suppressions.find((one) => one === value);
          if (picked) set(effects.setNoiseSuppression(picked));
        }}
      />
      {available.segmentation ? (
        <BackgroundSettings effects={effects} />
      ) : (
        available.blur && (
          <SwitchField
            label={words.blur}
            hint={words.blurHint}
            isOn={background === 'blur'}
            onChange={(isOn) => set(effects.setBackground(isOn ? 'blur' : 'none'))}
          />
        )
      )}
      <SwitchField
        label={words.saver}
        hint={words.saverHint}
        isOn={videoQuality === 'saver'}
        onChange={(isOn) => set(effects.setVideoQuality(isOn ? 'saver' : 'auto'))}
      />
    </section>
  );
}
