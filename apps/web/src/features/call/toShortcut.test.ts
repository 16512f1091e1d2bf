import { describe, expect, it } from 'vitest';
import { defaultKeys } from '../../device/shortcutKeys.ts';
import { toShortcut } from './toShortcut.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, isComposing: false };

describe('toShortcut', () => {
  it('knows m and v, and Ctrl or Cmd with d and e', () => {
    expect(toShortcut({ ...none, key: 'm' })).toBe('microphone');
    expect(toShortcut({ ...none, key: 'V' })).toBe('camera');
    expect(toShortcut({ ...none, key: 'd', ctrlKey: true })).toBe('microphone');
    expect(toShortcut({ ...none, key: 'e', metaKey: true })).toBe('camera');
  });

  it('knows the others by their letters, and ? with Shift or without', () => {
    const actions = ['d', 'r', 'c', 'p', 'w', '?'].map((key) => toShortcut({ ...none, key }));
    expect(actions).toEqual(['screen', 'hand', 'chat', 'people', 'view', 'help']);
    expect(toShortcut({ ...none, key: '?', shiftKey: true })).toBe('help');
  });

  it('leaves everything else to the browser', () => {
    expect(toShortcut({ ...none, key: 'x' })).toBeUndefined();
    expect(toShortcut({ ...none, key: 'p', metaKey: true })).toBeUndefined();
    expect(toShortcut({ ...none, key: 'c', ctrlKey: true })).toBeUndefined();
    expect(toShortcut({ ...none, key: 'm', ctrlKey: true })).toBeUndefined();
    expect(toShortcut({ ...none, key: 'M', shiftKey: true })).toBeUndefined();
    expect(toShortcut({ ...none, key: 'm', altKey: true })).toBeUndefined();
    expect(toShortcut({ ...none, key: 'm', isComposing: true })).toBeUndefined();
  });

  it('goes by the keys that the person has chosen', () => {
    const keys = { ...defaultKeys, microphone: 'x' };
    expect(toShortcut({ ...none, key: 'X' }, keys)).toBe('microphone');
    expect(toShortcut({ ...none, key: 'm' }, keys)).toBeUndefined();
    expect(toShortcut({ ...none, key: 'd', ctrlKey: true }, keys)).toBe('microphone');
  });

  it('takes a key that is held down for one press', () => {
    expect(toShortcut({ ...none, key: 'm', repeat: true })).toBeUndefined();
  });
});
