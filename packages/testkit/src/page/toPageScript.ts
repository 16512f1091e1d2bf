type Part = (...args: never[]) => unknown;

/**
 * The text of a script that calls `entry` in the page. Functions travel as their source, so each must be
 * self-contained: what it needs of the others is handed in. What compiles them may call a helper in them that only the
 * test's process has: `__name`, of esbuild where it keeps names (tsx does).
 */
export function toPageScript<Options, Parts extends Readonly<Record<string, Part>>>(
  entry: (options: Options, parts: Parts) => void,
  options: Options,
  parts: Parts,
): string {
  const sources = Object.entries(parts).map(([name, part]) => `${name}: ${String(part)}`);
  return `{\nconst __name = (one) => one;\n(${String(entry)})(${JSON.stringify(options)}, {\n${sources.join(',\n')}\n});\n}`;
}
