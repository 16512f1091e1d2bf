import { useEffect } from 'react';
import { run } from '../../app/run.ts';
import { suppressions } from '../../device/effectChoices.ts';
import { useRememberEffect } from '../../device/PreferencesContext.ts';
import { useText } from '../../text/TextContext.ts';
import { SelectField } from '../../ui/SelectField.tsx';
import { SwitchField } from '../../ui/SwitchField.tsx';
import { useCall, useSession } from '../room/CallContext.ts';
import { BackgroundSettings } from './BackgroundSettings.tsx';
import styles from './Settings.module.css';

/** What is done to the own sound and picture. Only what this browser can do is offered. */
export function EffectsSettings() {
  const { settings: words } = useText();
  const { effects } = useSession();
  const remember = useRememberEffect();
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
          if (!picked) return;
          remember({ noiseSuppression: picked });
          set(effects.setNoiseSuppression(picked));
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
            onChange={(isOn) => {
              const picked = isOn ? 'blur' : 'none';
              remember({ background: picked });
              set(effects.setBackground(picked));
            }}
          />
        )
      )}
      <SwitchField
        label={words.saver}
        hint={words.saverHint}
        isOn={videoQuality === 'saver'}
        onChange={(isOn) => {
          const picked = isOn ? 'saver' : 'auto';
          remember({ videoQuality: picked });
          set(effects.setVideoQuality(picked));
        }}
      />
    </section>
  );
}
