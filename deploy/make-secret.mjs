// Writes a random secret into a file, unless it is there: node deploy/make-secret.mjs /run/confab/sfu-secret
import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('Name the file: node deploy/make-secret.mjs <path>\n');
  process.exit(2);
}

const fresh = `${path}.${process.pid}`;
writeFileSync(fresh, randomBytes(32).toString('base64url'), { mode: 0o400 });
try {
  // A link, unlike a rename, never replaces one that others may already use.
  linkSync(fresh, path);
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
} finally {
  rmSync(fresh);
}
