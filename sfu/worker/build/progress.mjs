/**
 * Where progress goes: a line that rewrites itself on a terminal, now and then a line elsewhere.
 * @typedef {{ say: (text: string) => void, terminal?: { write: (text: string) => unknown } | undefined }} ProgressOutput
 */

const STEP_PERCENT = 10;

/**
 * @param {string} what
 * @param {ProgressOutput} output
 */
export function createProgress(what, { say, terminal }) {
  let saidPercent = 0;
  return {
    /**
     * @param {number} done
     * @param {number} total
     */
    at(done, total) {
      const percent = Math.floor((100 * done) / total);
      if (terminal) {
        terminal.write(`\r\u001B[K${what}: ${percent} % (step ${done} of ${total})`);
      } else if (percent >= saidPercent + STEP_PERCENT) {
        saidPercent = percent - (percent % STEP_PERCENT);
        say(`${what}: ${percent} %`);
      }
    },
    end() {
      terminal?.write('\r\u001B[K');
    },
  };
}

/**
 * @param {string} line of ninja's output, which counts like `[7/30] Compiling …`
 * @returns {{ done: number, total: number } | undefined}
 */
export function parseNinjaStep(line) {
  const match = /^\[(\d+)\/(\d+)\] /.exec(line);
  return match ? { done: Number(match[1]), total: Number(match[2]) } : undefined;
}
