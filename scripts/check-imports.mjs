import { onSupportedNode } from './setup/node-version.mjs';

onSupportedNode(() => import('./imports/check-imports.mjs'));
