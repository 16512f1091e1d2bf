import type { MediaOffer } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { RepairLog, RepairReason } from '../health/RepairLog.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { LoadEngine, MediaEngine, PathState } from './MediaEngine.ts';
import { PathKeeper } from './PathKeeper.ts';

export type MakeEngineOptions = {
  readonly loadEngine: LoadEngine;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly repairs: RepairLog;
  readonly offer: Omit<MediaOffer, 'mediaEpoch'>;
  readonly isAwaited: boolean;
  readonly isStandby: boolean;
};

/** Who is told of an engine: another one once a standby begins. */
export type EngineOwner = { readonly onPaths: () => void; readonly onBroken: (reason: RepairReason) => void };

/** An engine, and who watches its paths. */
export type MadeEngine = {
  readonly engine: MediaEngine;
  readonly paths: PathKeeper;
  /** From now on this one is told. */
  readonly own: (owner: EngineOwner) => void;
};

/** Makes an engine whose paths are kept. */
export async function makeEngine(options: MakeEngineOptions, first: EngineOwner): Promise<MadeEngine> {
  const { loadEngine, ask, clock, repairs, offer, isAwaited, isStandby } = options;
  let owner = first;
  const createEngine = await loadEngine();
  const paths: PathKeeper = new PathKeeper({
    clock,
    restartIce: (direction) => engine.restartIce(direction),
    onRestarted: (direction, was) => repairs.add({ step: 'restartIce', reason: restartReasons[was], direction }),
    onChange: () => owner.onPaths(),
    onBroken: () => owner.onBroken('pathLost'),
  });
  const creating = createEngine({
    offer,
    ask,
    clock,
    isAwaited,
    isStandby,
    onPath: (direction, state) => paths.update(direction, state),
    onBroken: () => owner.onBroken('refused'),
  });
  const engine = await creating.catch((cause: unknown) => {
    paths.close();
    throw cause;
  });
  return { engine, paths, own: (next) => void (owner = next) };
}

export function closeMade(made: MadeEngine | undefined): void {
  made?.paths.close();
  made?.engine.close();
}

const restartReasons: Readonly<Record<PathState, RepairReason>> = {
  interrupted: 'pathInterrupted',
  failed: 'pathFailed',
  connecting: 'pathSlow',
  // Nobody restarts it then.
  connected: 'pathSlow',
};
