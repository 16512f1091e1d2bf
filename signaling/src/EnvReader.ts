/** Reads single variables and gathers what is wrong with them. An empty variable counts as unset. */
export type EnvReader = {
  readonly faults: readonly string[];
  fault(sentence: string): void;
  text(name: string): string | undefined;
  list(name: string): string[];
  port(name: string, fallback: number): number;
  /** A whole number from 1 up. */
  count(name: string, fallback: number): number;
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
  /** From NAME or from the file that NAME_FILE names. */
  secret(name: string): string | undefined;
  /** What stands in the file that the variable names. */
  file(name: string): { readonly isSet: boolean; readonly content: string | undefined };
};

export function createEnvReader(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): EnvReader {
  const faults: string[] = [];
  const fault = (sentence: string) => void faults.push(sentence);
  const text = (name: string) => env[name]?.trim() || undefined;

  const file = (name: string) => {
    const path = text(name);
    if (path === undefined) return { isSet: false, content: undefined };
    try {
      return { isSet: true, content: readFile(path) };
    } catch (cause) {
      fault(`${name}: the file ${path} cannot be read (${reasonOf(cause)}): correct the path or its permissions.`);
      return { isSet: true, content: undefined };
    }
  };

  return {
    faults,
    fault,
    text,
    file,
    list: (name) => (text(name)?.split(',') ?? []).map((part) => part.trim()).filter((part) => part !== ''),
    port(name, fallback) {
      const value = text(name) ?? String(fallback);
      if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
      fault(`${name} is no port: set it to a number from 0 to 65535, 0 meaning any free one.`);
      return fallback;
    },
    count(name, fallback) {
      const value = text(name) ?? String(fallback);
      if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
      fault(`${name} is no number from 1 to 9999999: set it to how many there may be.`);
      return fallback;
    },
    oneOf(name, values) {
      const value = text(name);
      if (value === undefined) return undefined;
      const known = values.find((candidate) => candidate === value.toLowerCase());
      if (known === undefined) fault(`${name} must be one of ${values.join(', ')}.`);
      return known;
    },
    secret(name) {
      const value = text(name);
      const fromFile = file(`${name}_FILE`);
      if (value !== undefined && fromFile.isSet) fault(`${name} and ${name}_FILE are both set: keep one of them.`);
      if (fromFile.content?.trim() === '') fault(`${name}_FILE names an empty file: write the secret into it.`);
      return value ?? (fromFile.content?.trim() || undefined);
    },
  };
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason given';
