import type { ReactNode } from 'react';
import { themes } from '../../device/preferences.ts';
import { usePreference, usePreferences } from '../../device/PreferencesContext.ts';
import { isLanguage, languages } from '../../text/languages.ts';
import { useText } from '../../text/TextContext.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { SwitchField } from '../../ui/SwitchField.tsx';
import styles from './Settings.module.css';

type Props = {
  /** Pickers for the devices, where there is a call to use them. */
  readonly devices?: ReactNode;
  /** What is done to sound and picture. */
  readonly effects?: ReactNode;
  /** Ways on, at the end. */
  readonly tools?: ReactNode;
  readonly onClose: () => void;
};

/** What the person sets on this device. Nothing has to be saved: each change holds at once. */
export function SettingsDialog({ devices, effects, tools, onClose }: Props) {
  const { settings: words, close } = useText();
  const preferences = usePreferences();
  const hasShortcuts = usePreference(({ shortcuts }) => shortcuts);
  return (
    <Dialog title={words.title} closeLabel={close} onClose={onClose}>
      {devices !== undefined && (
        <section className={styles.section} aria-label={words.devices}>
          <h3 className={styles.heading}>{words.devices}</h3>
          {devices}
        </section>
      )}
      {effects}
      <Appearance />
      <section className={styles.section} aria-label={words.keys}>
        <h3 className={styles.heading}>{words.keys}</h3>
        <SwitchField
          label={words.shortcuts}
          hint={words.shortcutsHint}
          isOn={hasShortcuts}
          onChange={(shortcuts) => preferences.setState({ shortcuts })}
        />
      </section>
      {tools}
    </Dialog>
  );
}

function Appearance() {
  const { settings: words } = useText();
  const preferences = usePreferences();
  const { theme, moreContrast, language } = usePreference((all) => all);
  return (
    <section className={styles.section} aria-label={words.look}>
      <h3 className={styles.heading}>{words.look}</h3>
      <SelectField
        label={words.language}
        options={[
          { value: 'system', label: words.systemLanguage },
          ...Object.entries(languages).map(([value, { name }]) => ({ value, label: name })),
        ]}
        value={language}
        placeholder=""
        onChange={(value) => preferences.setState({ language: isLanguage(value) ? value : 'system' })}
      />
      <SelectField
        label={words.theme}
        options={themes.map((value) => ({ value, label: words.themes[value] }))}
        value={theme}
        placeholder=""
        onChange={(value) => preferences.setState({ theme: themes.find((one) => one === value) ?? 'system' })}
      />
      <SwitchField
        label={words.contrast}
        isOn={moreContrast}
        onChange={(isOn) => preferences.setState({ moreContrast: isOn })}
      />
    </section>
  );
}
