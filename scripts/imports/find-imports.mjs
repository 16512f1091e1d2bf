import { parseSync, Visitor } from 'oxc-parser';

/** @typedef {{ readonly specifier: string, readonly isType: boolean, readonly line: number }} Import */

/**
 * Every module that a source names: imports, re-exports, `import()` and `import('x').T`. Those with a computed
 * name are not seen.
 * @param {string} file for the language by its ending
 * @param {string} text
 * @returns {Import[]}
 */
export function findImports(file, text) {
  const { program, module, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new Error(`${file} cannot be parsed: ${error.message}`);

  /** @type {{ specifier: string, isType: boolean, start: number }[]} */
  const found = [];
  for (const { moduleRequest, entries, start } of module.staticImports) {
    found.push({
      specifier: moduleRequest.value,
      isType: entries.length > 0 && entries.every(({ isType }) => isType),
      start,
    });
  }
  for (const { entries, start } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ specifier: moduleRequest.value, isType, start });
    }
  }
  const add = (
    /** @type {{ type: string, value?: unknown }} */ source,
    /** @type {Omit<(typeof found)[0], 'specifier'>} */ rest,
  ) => {
    if (typeof source.value === 'string') found.push({ specifier: source.value, ...rest });
  };
  new Visitor({
    ImportExpression: ({ source, start }) => add(source, { isType: false, start }),
    TSImportType: ({ source, start }) => add(source, { isType: true, start }),
  }).visit(program);

  return found.map(({ specifier, isType, start }) => ({
    specifier,
    isType,
    line: text.slice(0, start).split('\n').length,
  }));
}
