// Loaded into the sfu and signaling by the soak (NODE_OPTIONS=--import): what either holds is looked at soon after its garbage
// was collected, so that what grows is what is kept. A heap that has little to do is left to grow for long.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_MS = 5_000;

const [, program = ''] = process.argv;
if (/\/(sfu|signaling)\/dist\/main\.js$/.test(program)) {
  setFlagsFromString('--expose-gc');
  /** @type {() => void} */
  const collect = runInNewContext('gc');
  setInterval(collect, EVERY_MS).unref();
}
