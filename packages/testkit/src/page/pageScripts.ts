import { allTonesHz } from '../Identity.ts';
import { pageSelectors } from '../pageContract.ts';
import { createFace } from './createFace.ts';
import { createFaceApart } from './createFaceApart.ts';
import { createFaceCode } from './createFaceCode.ts';
import { createFaceReader } from './createFaceReader.ts';
import { createListener } from './createListener.ts';
import { createMarkFinder } from './createMarkFinder.ts';
import { createToneFinder } from './createToneFinder.ts';
import { createVoice } from './createVoice.ts';
import type { DeviceOptions } from './installDevices.ts';
import { installDevices } from './installDevices.ts';
import { installDiary } from './installDiary.ts';
import { installMeters } from './installMeters.ts';
import { leadThroughRelay } from './leadThroughRelay.ts';
import { paintFace } from './paintFace.ts';
import { runCamera } from './runCamera.ts';
import { toPageScript } from './toPageScript.ts';

export const devicesScript = (options: DeviceOptions): string =>
  toPageScript(installDevices, options, { createFace, createFaceApart, createFaceCode, createVoice, paintFace });

export const cameraScript = (): string => toPageScript(runCamera, {}, { createFaceCode, paintFace });

export const metersScript = (): string =>
  toPageScript(
    installMeters,
    { knownHz: allTonesHz, selectors: pageSelectors },
    { createFaceCode, createFaceReader, createListener, createMarkFinder, createToneFinder },
  );

export const diaryScript = (): string => toPageScript(installDiary, { main: pageSelectors.main }, {});
export const relayScript = (): string => toPageScript(leadThroughRelay, {}, {});
