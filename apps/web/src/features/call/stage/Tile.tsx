import { Crown, Hand, MicOff, Pin, PinOff, TriangleAlert, WifiOff } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import type { Text } from '../../../text/en.ts';
import { useText } from '../../../text/TextContext.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Hidden } from '../../../ui/Hidden.tsx';
import { toHue } from '../../../ui/toHue.ts';
import { useCall, useView, useVisit } from '../../room/CallContext.ts';
import { VideoTrack } from '../../room/VideoTrack.tsx';
import type { Place } from './arrange.ts';
import styles from './Tile.module.css';
import { isSameTile, type TileView } from './toTiles.ts';
import { useLate } from './useLate.ts';

type Props = { readonly tile: TileView; readonly place: Place };

/** One picture with a name. Role, name and attributes are part of the fixed surface. */
export const Tile = memo(
  function Tile({ tile, place }: Props) {
    const { call: words } = useText();
    const { peerId, kind, videoId, isMicrophoneOn } = tile;
    const isScreen = kind === 'screen' || kind === 'ownScreen';
    const isHeard = useCall((call) => !isScreen && call.speakerIds.includes(peerId));
    // Pauses between words are no silence.
    const isSpeaking = useLate(isHeard, PAUSE_MS);
    return (
      <div
        className={styles.tile}
        style={toStyle(peerId, place)}
        role="group"
        aria-label={toLabel(tile, words)}
        data-peer-id={peerId}
        data-source={isScreen ? 'screen' : 'camera'}
        data-mic={isMicrophoneOn ? 'on' : 'off'}
        data-speaking={isSpeaking}
        data-part={place.part}
      >
        {!isScreen && (
          <div className={styles.behind}>
            <Avatar name={tile.name} />
          </div>
        )}
        {videoId !== undefined && (
          <VideoTrack trackId={videoId} className={`${styles.video} ${styles[kind]}`} {...toDrawn(tile, place)} />
        )}
        <Marks tile={tile} isScreen={isScreen} />
        <Caption tile={tile} isScreen={isScreen} />
        {place.part !== 'corner' && <PinButton tile={tile} />}
      </div>
    );
  },
  (before, after) => isSameTile(before.tile, after.tile) && isSamePlace(before.place, after.place),
);

const PAUSE_MS = 300;

const isSamePlace = (one: Place, other: Place): boolean =>
  one.part === other.part &&
  one.x === other.x &&
  one.y === other.y &&
  one.width === other.width &&
  one.height === other.height;

function toStyle(peerId: string, { x, y, width, height }: Place) {
  const style: CSSProperties & Record<'--peer-hue', number> = {
    '--peer-hue': toHue(peerId),
    translate: `${x}px ${y}px`,
    width,
    height,
  };
  return style;
}

/** The others' pictures come as large as they are drawn; our own comes as large as the camera makes it. */
const toDrawn = ({ kind }: TileView, { width, height }: Place) =>
  kind === 'self' ? { drawnWidth: width * devicePixelRatio, drawnHeight: height * devicePixelRatio } : {};

type PartProps = { readonly tile: TileView; readonly isScreen: boolean };

const Marks = memo(function Marks({ tile, isScreen }: PartProps) {
  const { call: words } = useText();
  const isInFront = useCall((call) => call.room.spotlightId === tile.peerId);
  if (isScreen || (!tile.isHandRaised && !isInFront)) return null;
  return (
    <div className={styles.marks}>
      {tile.isHandRaised && (
        <span className={styles.hand}>
          <Hand className={styles.icon} aria-hidden="true" />
          <Hidden>{words.handRaised}</Hidden>
        </span>
      )}
      {isInFront && (
        <span className={styles.mark}>
          <Crown className={styles.icon} aria-hidden="true" />
          <Hidden>{words.inFront}</Hidden>
        </span>
      )}
    </div>
  );
});

/** Who speaks changes several times a second: that is an attribute of the tile alone, and what else is in it stays. */
const Caption = memo(function Caption({ tile, isScreen }: PartProps) {
  const { call: words, quality } = useText();
  return (
    <div className={styles.caption}>
      {!isScreen && <span className={styles.voice} aria-hidden="true" />}
      {!tile.isMicrophoneOn && !isScreen && (
        <>
          <MicOff className={styles.icon} aria-hidden="true" />
          <Hidden>{words.microphoneOff}</Hidden>
        </>
      )}
      {tile.trouble !== undefined && !isScreen && (
        <span className={styles.trouble} title={quality[tile.trouble]}>
          <TriangleAlert className={styles.icon} aria-hidden="true" />
          <Hidden>{quality[tile.trouble]}</Hidden>
        </span>
      )}
      {!tile.isConnected && (
        <>
          <WifiOff className={styles.icon} aria-hidden="true" />
          <Hidden>{words.connectionLost}</Hidden>
        </>
      )}
      <bdi className={styles.name} aria-hidden="true">
        {toLabel(tile, words)}
      </bdi>
    </div>
  );
});

const PinButton = memo(function PinButton({ tile }: { readonly tile: TileView }) {
  const { call: words } = useText();
  const { view } = useVisit();
  const isPinned = useView(({ pinnedKey }) => pinnedKey === tile.key);
  const label = toLabel(tile, words);
  return (
    <button
      type="button"
      className={styles.pin}
      data-pinned={isPinned}
      aria-label={isPinned ? words.unpin(label) : words.pin(label)}
      onClick={() => view.setState({ pinnedKey: isPinned ? undefined : tile.key, page: 0 })}
    >
      {isPinned ? <PinOff size={18} aria-hidden="true" /> : <Pin size={18} aria-hidden="true" />}
    </button>
  );
});

function toLabel({ kind, name }: TileView, words: Text['call']): string {
  if (kind === 'self') return words.you(name);
  return kind === 'peer' ? name : words.screenOf(name);
}
