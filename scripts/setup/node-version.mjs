// This file is read by whatever Node is there, so it keeps to what Node 12 understands: no ?., no ??, no #.

/**
 * What is wrong with this version of Node, for the user; undefined when it is supported.
 * @param {string} version such as 20.19.0
 * @returns {string | undefined}
 */
export function nodeFault(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isSupported) return undefined;
  return (
    'Confab needs Node 20.19 or later, or 22.12 or later; this is Node ' +
    version +
    '.\nInstall Node 24 from https://nodejs.org, or with a version manager: "nvm install 24" or "fnm use 24".'
  );
}

/**
 * Loads a command and runs it, unless this Node cannot.
 * @param {() => Promise<{ run: (args: string[]) => Promise<number> }>} load
 */
export function onSupportedNode(load) {
  const fault = nodeFault(process.versions.node);
  if (fault !== undefined) {
    process.stderr.write(fault + '\n');
    process.exitCode = 1;
    return;
  }
  Promise.all([load(), import('./run-command.mjs')]).then(
    (modules) => modules[1].runCommand(modules[0].run),
    (error) => {
      process.stderr.write(String(error.stack) + '\n');
      process.exitCode = 1;
    },
  );
}
