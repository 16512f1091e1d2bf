import {
  Captions,
  CaptionsOff,
  Eye,
  EyeOff,
  Keyboard,
  LayoutGrid,
  Maximize,
  Minimize,
  PictureInPicture2,
  RectangleHorizontal,
  UserPlus,
} from 'lucide-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { run } from '../../app/run.ts';
import { usePreference } from '../../device/PreferencesContext.ts';
import { useText } from '../../text/TextContext.ts';
import menu from '../../ui/Menu.module.css';
import { MenuItem } from '../../ui/MenuItem.tsx';
import { useView, useVisit } from '../room/CallContext.ts';
import { act } from './callActions.ts';
import { togglePictureInPicture } from './pictureInPicture.ts';

type Props = { readonly id: string };
type MenuProps = Props & {
  /** What the toolbar has no room for. */
  readonly first: ReactNode;
};

/** What is seldom needed. */
export function MoreMenu({ id, first }: MenuProps) {
  const { call: words } = useText();
  const { view } = useVisit();
  const hasShortcuts = usePreference(({ shortcuts }) => shortcuts);
  return (
    <div id={id} popover="auto" className={menu.menu} aria-label={words.more}>
      {first}
      <MenuItem icon={<UserPlus size={20} />} closes={id} onPress={() => view.setState({ dialog: 'invite' })}>
        {words.invite}
      </MenuItem>
      <LayoutItem id={id} />
      <SelfItem id={id} />
      <CaptionsItem id={id} />
      {document.pictureInPictureEnabled && (
        <MenuItem icon={<PictureInPicture2 size={20} />} closes={id} onPress={() => run(togglePictureInPicture())}>
          {words.pictureInPicture}
        </MenuItem>
      )}
      {document.fullscreenEnabled && <FullScreenItem id={id} />}
      {hasShortcuts && (
        <MenuItem icon={<Keyboard size={20} />} closes={id} onPress={() => view.setState({ dialog: 'shortcuts' })}>
          {words.shortcuts}
        </MenuItem>
      )}
    </div>
  );
}

function LayoutItem({ id }: Props) {
  const { call: words } = useText();
  const visit = useVisit();
  const isGallery = useView(({ layout }) => layout === 'gallery');
  return (
    <MenuItem
      icon={isGallery ? <RectangleHorizontal size={20} /> : <LayoutGrid size={20} />}
      closes={id}
      onPress={() => act(visit, 'view')}
    >
      {isGallery ? words.speakerView : words.galleryView}
    </MenuItem>
  );
}

function SelfItem({ id }: Props) {
  const { call: words } = useText();
  const { view } = useVisit();
  const isHidden = useView(({ isSelfHidden }) => isSelfHidden);
  return (
    <MenuItem
      icon={isHidden ? <Eye size={20} /> : <EyeOff size={20} />}
      closes={id}
      onPress={() => view.setState({ isSelfHidden: !isHidden })}
    >
      {isHidden ? words.showSelf : words.hideSelf}
    </MenuItem>
  );
}

function CaptionsItem({ id }: Props) {
  const { captions: words } = useText();
  const { view } = useVisit();
  const isShown = useView(({ hasCaptions }) => hasCaptions);
  return (
    <MenuItem
      icon={isShown ? <CaptionsOff size={20} /> : <Captions size={20} />}
      closes={id}
      onPress={() => view.setState({ hasCaptions: !isShown })}
    >
      {isShown ? words.hide : words.show}
    </MenuItem>
  );
}

function FullScreenItem({ id }: Props) {
  const { call: words } = useText();
  const isFull = useSyncExternalStore(onFullScreenChange, () => document.fullscreenElement !== null);
  const toggle = () => run(isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  return (
    <MenuItem icon={isFull ? <Minimize size={20} /> : <Maximize size={20} />} closes={id} onPress={toggle}>
      {isFull ? words.exitFullScreen : words.fullScreen}
    </MenuItem>
  );
}

function onFullScreenChange(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}
