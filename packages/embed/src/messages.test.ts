import { describe, expect, it } from 'vitest';
import { parseCommand, parseFact, PROTOCOL } from './messages.ts';

const ours = { confab: PROTOCOL };
const state = {
  call: 'in-call',
  microphone: 'on',
  camera: 'off',
  participants: [{ id: 'p', name: 'Bob', muted: true }],
};

describe('parseCommand', () => {
  it.each([
    [{ type: 'hello' }],
    [{ type: 'join' }],
    [{ type: 'join', displayName: 'Ada' }],
    [{ type: 'leave' }],
    [{ type: 'setMicrophone', on: false }],
    [{ type: 'setCamera', on: true }],
  ])('takes %j, and nothing beside it', (command) => {
    expect(parseCommand({ ...ours, ...command, more: 1 })).toEqual(command);
    expect(parseCommand(command)).toBeUndefined();
  });

  it.each([
    [undefined],
    [null],
    ['hello'],
    [[]],
    [{ ...ours }],
    [{ ...ours, type: 'toString' }],
    [{ ...ours, type: 'setMicrophone' }],
    [{ ...ours, type: 'setMicrophone', on: 'true' }],
    [{ ...ours, type: 'join', displayName: 'x'.repeat(257) }],
    [{ confab: 'confab.embed.2', type: 'hello' }],
  ])('refuses %j', (data) => {
    expect(parseCommand(data)).toBeUndefined();
  });
});

describe('parseFact', () => {
  it('takes the word that the call listens', () => {
    expect(parseFact({ ...ours, type: 'ready', state })).toEqual({ type: 'ready' });
    expect(parseFact({ type: 'ready' })).toBeUndefined();
  });

  it('takes a state', () => {
    expect(parseFact({ ...ours, type: 'state', state })).toEqual({ type: 'state', state });
  });

  it.each([
    [{ type: 'state', state }],
    [{ ...ours, type: 'state' }],
    [{ ...ours, type: 'state', state: { ...state, call: 'on' } }],
    [{ ...ours, type: 'state', state: { ...state, microphone: true } }],
    [{ ...ours, type: 'state', state: { ...state, participants: [{ id: 'p' }] } }],
    [{ ...ours, type: 'state', state: { ...state, participants: {} } }],
  ])('refuses %j', (data) => {
    expect(parseFact(data)).toBeUndefined();
  });
});
