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
  ])('%j', (args, command) => {
    expect(parseCommand(args)).toEqual(command);
  });
});
