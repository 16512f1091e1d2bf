/** How much happens, and in which order: `npm run e2e:random -- --cycles 50 --steps 40 --seed 7`. */
export const CYCLES = Number(process.env['CONFAB_CYCLES'] ?? 3);
export const STEPS = Number(process.env['CONFAB_STEPS'] ?? 12);
export const SEED = Number(process.env['CONFAB_SEED'] ?? 1);
