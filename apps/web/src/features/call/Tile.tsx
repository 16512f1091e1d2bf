import { MicOff, WifiOff } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import type { Text } from '../../text/en.ts';
import { useText } from '../../text/TextContext.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Hidden } from '../../ui/Hidden.tsx';
import { toHue } from '../../ui/toHue.ts';
import { VideoTrack } from '../room/VideoTrack.tsx';
import styles from './Tile.module.css';
import type { TileView } from './toTiles.ts';

type Props = { readonly tile: TileView; readonly isSpeaking: boolean };

/** One picture with a name. Role, name and attributes are part of the fixed surface. */
export const Tile = memo(function Tile({ tile, isSpeaking }: Props) {
  const { call: words } = useText();
  const { peerId, kind, videoId, isMicrophoneOn, isConnected } = tile;
  const label = toLabel(tile, words);
  const hue: CSSProperties & Record<'--peer-hue', number> = { '--peer-hue': toHue(peerId) };
  return (
    <div
      className={styles.tile}
      style={hue}
      role="group"
      aria-label={label}
      data-peer-id={peerId}
      data-source={kind === 'screen' ? 'screen' : 'camera'}
      data-mic={isMicrophoneOn ? 'on' : 'off'}
      data-speaking={isSpeaking}
    >
      {kind !== 'screen' && <Avatar name={tile.name} />}
      {videoId !== undefined && <VideoTrack trackId={videoId} className={`${styles.video} ${styles[kind]}`} />}
      <div className={styles.caption}>
        {isSpeaking && <span className={styles.voice} aria-hidden="true" />}
        {!isMicrophoneOn && kind !== 'screen' && (
          <>
            <MicOff className={styles.icon} aria-hidden="true" />
            <Hidden>{words.microphoneOff}</Hidden>
          </>
        )}
        {!isConnected && (
          <>
            <WifiOff className={styles.icon} aria-hidden="true" />
            <Hidden>{words.connectionLost}</Hidden>
          </>
        )}
        <bdi className={styles.name} aria-hidden="true">
          {label}
        </bdi>
      </div>
    </div>
  );
});

function toLabel({ kind, name }: TileView, words: Text['call']): string {
  if (kind === 'self') return words.you(name);
  return kind === 'screen' ? words.screenOf(name) : name;
}
