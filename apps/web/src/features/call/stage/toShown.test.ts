import { describe, expect, it } from 'vitest';
import type { Place } from './arrange.ts';
import { toShown } from './toShown.ts';
import type { TileView } from './toTiles.ts';

const tile = (key: string, kind: TileView['kind']): TileView => ({
  key,
  kind,
  peerId: key,
  name: key,
  videoId: undefined,
  isMicrophoneOn: true,
  isConnected: true,
  isHandRaised: false,
  trouble: undefined,
});
const tiles = [tile('self', 'self'), tile('a:camera', 'peer'), tile('b:camera', 'peer'), tile('b:screen', 'screen')];
const place = (key: string, part: Place['part']): Place => ({ key, part, x: 0, y: 0, width: 320, height: 180 });
const places = [place('self', 'strip'), place('a:camera', 'strip'), place('b:screen', 'main')];
const onlooker = { isPageVisible: true, devicePixelRatio: 2, floatingKey: undefined };

describe('toShown', () => {
  it('is the size in device pixels, and nothing for who is on another page', () => {
    expect(toShown(tiles, places, onlooker)).toEqual({
      'a:camera': { width: 640, height: 360, inFront: false },
      'b:camera': null,
      'b:screen': { width: 640, height: 360, inFront: true },
    });
  });

  it('is nothing while nobody sees the page, but for the picture above all windows', () => {
    const hidden = { ...onlooker, isPageVisible: false, floatingKey: 'b:camera' };
    expect(toShown(tiles, places, hidden)).toEqual({
      'a:camera': null,
      'b:camera': { width: 640, height: 360, inFront: true },
      'b:screen': null,
    });
  });
});
