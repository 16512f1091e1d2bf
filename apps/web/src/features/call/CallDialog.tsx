import { lazy, Suspense } from 'react';
import type { CallView } from '../../stores/callView.ts';
import { useVisit } from '../room/CallContext.ts';
import { DevicePickers } from '../lobby/DevicePickers.tsx';
import { CallTools } from '../settings/CallTools.tsx';
import { EffectsSettings } from '../settings/EffectsSettings.tsx';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { ShortcutsDialog } from '../settings/ShortcutsDialog.tsx';
import { InviteDialog } from './InviteDialog.tsx';

const StatisticsDialog = lazy(async () => ({
  default: (await import('../statistics/StatisticsDialog.tsx')).StatisticsDialog,
}));

/** The one dialog that is open. */
export function CallDialog({ dialog }: { readonly dialog: NonNullable<CallView['dialog']> }) {
  const { view } = useVisit();
  const close = () => view.setState({ dialog: undefined });
  switch (dialog) {
    case 'settings':
      return (
        <SettingsDialog
          devices={<DevicePickers isNarrow />}
          effects={<EffectsSettings />}
          tools={<CallTools />}
          onClose={close}
        />
      );
    case 'invite':
      return <InviteDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'statistics':
      return (
        <Suspense>
          <StatisticsDialog onClose={close} />
        </Suspense>
      );
  }
}
