/**
 * Stands before the version in each program that Confab builds. It is not in one piece here, so that no
 * file but such a program has it.
 */
export const VERSION_MARK = ['confab', 'mediasoup-worker-version='].join(':');

/**
 * @param {string} version
 * @returns {string} C++ that puts the version into the program
 */
export const versionMarkSource = (version) =>
  `\n__attribute__((used)) static const char confabVersionMark[] = "${VERSION_MARK}${version}";\n`;
