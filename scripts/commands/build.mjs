import { build } from '../setup/build.mjs';
import { root } from '../setup/prepare.mjs';

/** `npm run build`: what `npm start` would build, without the rest. */
export async function run() {
  await build({ root, say: (line) => process.stdout.write(`${line}\n`) });
  return 0;
}
