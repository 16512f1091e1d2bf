import { onSupportedNode } from './setup/node-version.mjs';

onSupportedNode(() => import('./commands/e2e-recovery.mjs'));
