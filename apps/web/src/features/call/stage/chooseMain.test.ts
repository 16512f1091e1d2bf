import { describe, expect, it } from 'vitest';
import { chooseMain, orderTiles, type Preference } from './chooseMain.ts';
import type { TileView } from './toTiles.ts';

const tile = (key: string, kind: TileView['kind'], peerId: string): TileView => ({
  key,
  kind,
  peerId,
  name: peerId,
  videoId: undefined,
  isMicrophoneOn: true,
  isConnected: true,
  isHandRaised: false,
  trouble: undefined,
});
const self = tile('self', 'self', 'me');
const ada = tile('ada:camera', 'peer', 'ada');
const bob = tile('bob:camera', 'peer', 'bob');
const screen = tile('bob:screen', 'screen', 'bob');
const plain: Preference = {
  layout: 'gallery',
  pinnedKey: undefined,
  spotlightId: undefined,
  selfId: 'me',
  speakerId: undefined,
};
const speaker = { ...plain, layout: 'speaker' } as const;

describe('chooseMain', () => {
  it('has nobody in front in a gallery', () => {
    expect(chooseMain([self, ada, bob], { ...plain, speakerId: 'ada' })).toBeUndefined();
  });

  it('has who speaks in front in the speaker view, and the first of the others until somebody does', () => {
    expect(chooseMain([self, ada, bob], { ...speaker, speakerId: 'bob' })).toBe('bob:camera');
    expect(chooseMain([self, ada, bob], speaker)).toBe('ada:camera');
    expect(chooseMain([self, ada, bob], { ...speaker, speakerId: 'gone' })).toBe('ada:camera');
    expect(chooseMain([self], speaker)).toBeUndefined();
  });

  it('puts a screen before who speaks, a spotlight before nobody, and a pin before all', () => {
    const all = [self, ada, bob, screen];
    expect(chooseMain(all, { ...speaker, speakerId: 'ada', spotlightId: 'ada' })).toBe('bob:screen');
    expect(chooseMain([self, ada, bob], { ...plain, spotlightId: 'ada' })).toBe('ada:camera');
    expect(chooseMain([self, ada, bob], { ...plain, spotlightId: 'me' })).toBe('self');
    expect(chooseMain(all, { ...plain, pinnedKey: 'ada:camera' })).toBe('ada:camera');
    expect(chooseMain([self, bob], { ...plain, pinnedKey: 'ada:camera' })).toBeUndefined();
  });

  it("lets one's own screen, which is there to see already, stay small", () => {
    expect(chooseMain([self, tile('self:screen', 'ownScreen', 'me'), ada], plain)).toBeUndefined();
  });
});

describe('orderTiles', () => {
  it('puts the presenter next to the screen', () => {
    expect(orderTiles([self, ada, bob, screen], 'bob:screen')).toEqual([bob, self, ada, screen]);
    expect(orderTiles([self, ada, bob], 'ada:camera')).toEqual([self, ada, bob]);
  });
});
