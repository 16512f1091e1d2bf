import { Settings } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useText } from '../../text/TextContext.ts';
import { ControlButton } from '../../ui/ControlButton.tsx';

const SettingsDialog = lazy(async () => ({ default: (await import('./SettingsDialog.tsx')).SettingsDialog }));

/** Language and looks, before there is a call. */
export function SettingsButton() {
  const { settingsLabel } = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ControlButton label={settingsLabel} icon={<Settings />} isInCorner onPress={() => setOpen(true)} />
      {isOpen && (
        <Suspense>
          <SettingsDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
