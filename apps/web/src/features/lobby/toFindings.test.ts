import { expect, it } from 'vitest';
import { en } from '../../text/en.ts';
import { toFindings } from './toFindings.ts';

it('says of each fact whether it is good for a call', () => {
  const check = { path: 'tcp', roundTripMs: 421.6, uploadKbps: 2450, microphone: 'silent' } as const;
  expect(toFindings(check, en.lobby.check)).toEqual([
    { text: en.lobby.check.paths.tcp, isGood: false },
    { text: 'The way to the server and back takes 422 ms.', isGood: false },
    { text: 'You can send 2.5 Mbit/s.', isGood: true },
    { text: en.lobby.check.microphones.silent, isGood: false },
  ]);
});

it('leaves out what could not be measured', () => {
  expect(toFindings({ path: 'none', microphone: 'heard' }, en.lobby.check)).toEqual([
    { text: en.lobby.check.paths.none, isGood: false },
    { text: en.lobby.check.microphones.heard, isGood: true },
  ]);
});
