// Runs a program that starts one of its own, and tells the pids of both.
import { runProgram } from '../setup/run-program.mjs';
import { runCommand } from '../setup/run-command.mjs';

const child = `
  const { spawn } = require('node:child_process');
  const inner = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  console.log('pids', process.pid, inner.pid);
`;

await runCommand(async () => (await runProgram(process.execPath, ['-e', child], { isShown: true })).code);
