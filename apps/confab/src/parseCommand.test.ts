import { describe, expect, it } from 'vitest';
import { parseCommand } from './parseCommand.ts';

describe('parseCommand', () => {
  it.each([
    [['start'], { name: 'start' }],
    [['--help'], { name: 'help' }],
    [['start', '-h'], { name: 'help' }],
    [['--version'], { name: 'version' }],
    [[], { name: 'refused', reason: 'A command is missing.' }],
    [['stop'], { name: 'refused', reason: 'There is no command "stop".' }],
    [['start', 'now'], { name: 'refused', reason: 'start takes no arguments.' }],
    [['start', '--port', '1'], { name: 'refused', reason: "Unknown option '--port'." }],
    [
      ['token', '--room', 'a', '--name', 'Ada', '--role', 'host', '--ttl', '2h'],
      { name: 'token', token: { room: 'a', grants: { role: 'host', name: 'Ada' }, lifeSeconds: 7_200 } },
    ],
    [['token', '--room=a'], { name: 'token', token: { room: 'a', grants: { role: 'speaker' }, lifeSeconds: 600 } }],
    [['doctor'], { name: 'doctor', asJson: false }],
    [['doctor', '--json'], { name: 'doctor', asJson: true }],
    [['doctor', 'now'], { name: 'refused', reason: 'doctor takes options only.' }],
    [['start', '--json'], { name: 'refused', reason: '--json is for the command doctor.' }],
    [['token'], { name: 'refused', reason: '--room is missing: name the room, as in the address /r/<id>.' }],
    [['token', 'a'], { name: 'refused', reason: 'token takes options only.' }],
    [['start', '--room', 'a'], { name: 'refused', reason: '--room is for the command token.' }],
    [
      ['token', '--room', 'a', '--role', 'owner'],
      { name: 'refused', reason: '--role must be one of host, speaker, viewer.' },
    ],
  ])('%j', (args, command) => {
    expect(parseCommand(args)).toEqual(command);
  });

  it.each(['0s', '25h', '10', '-5m', 'soon', '1.5h'])('refuses the life %s for a token', (ttl) => {
    const reason = '--ttl must be a time such as 30s, 10m or 2h, at most 24h.';
    expect(parseCommand(['token', '--room', 'a', `--ttl=${ttl}`])).toEqual({ name: 'refused', reason });
  });
});
