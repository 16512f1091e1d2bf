import { allTonesHz } from '../Identity.ts';
import { pageSelectors } from '../pageContract.ts';
import { createFace } from './createFace.ts';
import { createFaceCode } from './createFaceCode.ts';
import { createFaceReader } from './createFaceReader.ts';
import { createListener } from './createListener.ts';
import { createToneFinder } from './createToneFinder.ts';
import { createVoice } from './createVoice.ts';
import type { DeviceOptions } from './installDevices.ts';
import { installDevices } from './installDevices.ts';
import { installMeters } from './installMeters.ts';
import { toPageScript } from './toPageScript.ts';

export const devicesScript = (options: DeviceOptions): string =>
  toPageScript(installDevices, options, { createFace, createFaceCode, createVoice });

export const metersScript = (): string =>
  toPageScript(
    installMeters,
    { knownHz: allTonesHz, selectors: pageSelectors },
    { createFaceCode, createFaceReader, createListener, createToneFinder },
  );
