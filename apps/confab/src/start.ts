import { askReady } from './askReady.ts';
import { systemClock } from './Clock.ts';
import { Launcher } from './Launcher.ts';
import type { StartPlan } from './planStart.ts';
import type { Program } from './spawnProgram.ts';
import { spawnProgram } from './spawnProgram.ts';
import { stopOnSignals } from './stopOnSignals.ts';
import { toAddress } from './toAddress.ts';

export type Programs = { readonly sfu: Omit<Program, 'env'>; readonly signaling: Omit<Program, 'env'> };

export type Output = { readonly say: (line: string) => void; readonly warn: (line: string) => void };

/** Runs the plan with these programs until a signal ends it; resolves to the exit code. */
export function start(plan: StartPlan, programs: Programs, { say, warn }: Output): Promise<number> {
  const launcher = new Launcher({
    clock: systemClock,
    warn,
    spawnSfu: (controlPort) => spawnProgram({ ...programs.sfu, env: plan.sfuEnv(controlPort) }),
    spawnSignaling: (ports) => spawnProgram({ ...programs.signaling, env: plan.signalingEnv(ports) }),
    isReady: (port) => askReady({ ...plan.listening, port }),
    onReady: (port) => say(`Confab is ready at ${toAddress({ ...plan.listening, port })}`),
  });
  stopOnSignals(process, { clock: systemClock, stop: () => launcher.stop(), kill: () => launcher.kill() });
  launcher.start();
  return launcher.ended;
}
