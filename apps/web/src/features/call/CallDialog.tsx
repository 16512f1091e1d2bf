import type { CallView } from '../../stores/callView.ts';
import { useVisit } from '../room/CallContext.ts';
import { DevicePickers } from '../lobby/DevicePickers.tsx';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { ShortcutsDialog } from '../settings/ShortcutsDialog.tsx';
import { InviteDialog } from './InviteDialog.tsx';

/** The one dialog that is open. */
export function CallDialog({ dialog }: { readonly dialog: NonNullable<CallView['dialog']> }) {
  const { view } = useVisit();
  const close = () => view.setState({ dialog: undefined });
  switch (dialog) {
    case 'settings':
      return <SettingsDialog devices={<DevicePickers isNarrow />} onClose={close} />;
    case 'invite':
      return <InviteDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
  }
}
