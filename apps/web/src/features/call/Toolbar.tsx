import { EllipsisVertical, Hand, MessageSquare, MonitorUp, MonitorX, Phone, Settings, Users } from 'lucide-react';
import { useId, type KeyboardEvent } from 'react';
import { useText } from '../../text/TextContext.ts';
import { ControlButton } from '../../ui/ControlButton.tsx';
import { useCall, useSession, useView, useVisit } from '../room/CallContext.ts';
import { CameraSwitch, MicrophoneSwitch } from '../room/DeviceSwitches.tsx';
import { act, canShareScreen, panelButtonIds } from './callActions.ts';
import { countUnread } from './countUnread.ts';
import { MoreMenu } from './MoreMenu.tsx';
import { ReactionPicker } from './ReactionPicker.tsx';
import styles from './Toolbar.module.css';
import { useShortcutKey } from './useShortcutKey.ts';
import { useIsNarrow } from './useIsNarrow.ts';

/** What can be done in a call. */
export function Toolbar() {
  const { call: words } = useText();
  const session = useSession();
  const isNarrow = useIsNarrow();
  const moreId = useId();
  const reactionsId = useId();
  return (
    <div className={styles.bar}>
      <div className={styles.toolbar} role="toolbar" aria-label={words.controls} tabIndex={-1} onKeyDown={moveFocus}>
        <MicrophoneSwitch />
        <CameraSwitch />
        {canShareScreen() && !isNarrow && <ScreenSwitch />}
        {!isNarrow && <SeldomButtons reactionsId={reactionsId} />}
        <ChatButton />
        {!isNarrow && <PeopleAndSettings />}
        <ControlButton label={words.more} icon={<EllipsisVertical />} opens={moreId} />
        <div className={styles.leave}>
          <ControlButton
            label={words.leave}
            icon={<Phone className={styles.hangUp} />}
            tone="danger"
            onPress={() => session.leave()}
          />
        </div>
      </div>
      <MoreMenu id={moreId} first={isNarrow ? <MoreButtons menuId={moreId} /> : undefined} />
    </div>
  );
}

function SeldomButtons({ reactionsId }: { readonly reactionsId: string }) {
  return (
    <>
      <HandSwitch />
      <ReactionPicker id={reactionsId} />
    </>
  );
}

function PeopleAndSettings() {
  return (
    <>
      <PeopleButton />
      <SettingsButton />
    </>
  );
}

/** A phone has no room for them in one row. Hidden behind a press they can be found; behind a swipe they cannot. */
function MoreButtons({ menuId }: { readonly menuId: string }) {
  const reactionsId = useId();
  return (
    <div className={styles.more}>
      <HandSwitch />
      <ReactionPicker id={reactionsId} />
      <PeopleButton closes={menuId} />
      <SettingsButton />
      {canShareScreen() && <ScreenSwitch />}
    </div>
  );
}

function SettingsButton() {
  const { call: words } = useText();
  const { view } = useVisit();
  return (
    <ControlButton label={words.settings} icon={<Settings />} onPress={() => view.setState({ dialog: 'settings' })} />
  );
}

function ScreenSwitch() {
  const { call: words, notices } = useText();
  const visit = useVisit();
  const { wanted, actual, fault } = useCall((call) => call.self.screen);
  const isViewer = useCall((call) => call.self.role === 'viewer');
  const shortcut = useShortcutKey('screen');
  if (isViewer) return null;
  return (
    <ControlButton
      label={wanted ? words.stopSharing : words.shareScreen}
      icon={wanted ? <MonitorX /> : <MonitorUp />}
      tone={wanted ? 'active' : 'neutral'}
      busy={actual === 'starting'}
      warning={fault && notices.shareFaults[fault]}
      shortcut={shortcut}
      onPress={() => act(visit, 'screen')}
    />
  );
}

function HandSwitch() {
  const { call: words } = useText();
  const visit = useVisit();
  const isRaised = useCall((call) => call.self.handRaised !== undefined);
  return (
    <ControlButton
      label={isRaised ? words.lowerHand : words.raiseHand}
      icon={<Hand />}
      tone={isRaised ? 'active' : 'neutral'}
      shortcut={useShortcutKey('hand')}
      onPress={() => act(visit, 'hand')}
    />
  );
}

function ChatButton() {
  const { call: words } = useText();
  const visit = useVisit();
  const isOpen = useView(({ panel }) => panel === 'chat');
  const lastReadId = useView((view) => view.lastReadId);
  const unread = useCall(({ chat }) => (isOpen ? 0 : countUnread(chat, lastReadId)));
  return (
    <ControlButton
      id={panelButtonIds.chat}
      label={words.chat}
      icon={<MessageSquare />}
      tone={isOpen ? 'active' : 'neutral'}
      badge={unread > 0 ? { count: unread, meaning: words.unread(unread), isUrgent: true } : undefined}
      shortcut={useShortcutKey('chat')}
      isExpanded={isOpen}
      onPress={() => act(visit, 'chat')}
    />
  );
}

function PeopleButton({ closes }: { readonly closes?: string }) {
  const { call: words } = useText();
  const visit = useVisit();
  const isOpen = useView(({ panel }) => panel === 'people');
  const count = useCall((call) => call.peers.length + 1);
  const waiting = useCall((call) => call.waiting.length);
  return (
    <ControlButton
      id={panelButtonIds.people}
      label={words.people}
      icon={<Users />}
      tone={isOpen ? 'active' : 'neutral'}
      badge={
        waiting > 0
          ? { count: waiting, meaning: words.waitingCount(waiting), isUrgent: true }
          : { count, meaning: words.inCall(count) }
      }
      shortcut={useShortcutKey('people')}
      isExpanded={isOpen}
      closes={closes}
      onPress={() => act(visit, 'people')}
    />
  );
}

/** Arrow keys go from button to button (ARIA Authoring Practices, toolbar). */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = steps.get(event.key);
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')].filter(
    (button) => button.closest('[popover]') === null,
  );
  const index = buttons.findIndex((button) => button === document.activeElement);
  if (index === -1) return;
  event.preventDefault();
  buttons.at((index + step) % buttons.length)?.focus();
}

const steps: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1],
  ['ArrowRight', 1],
]);
