import type { DotenvEntry } from '../../text/dotenv';
import { perObject } from '../../text/per-object';
import { interpolate, type Lookup, type Variable } from '../../text/template';

/** The variables that a project's files are interpolated with, as far as files set them. */
export interface Environment {
  readonly lookup: Lookup;
  /** This environment with the variables of a `.env` file, given by its URI; of equal ones the same object. */
  readonly extend: (entries: readonly DotenvEntry[], uri: string) => Environment;
}

/** Nothing is set. What the shell may set is unknown to us. */
export function emptyEnvironment(): Environment {
  return environmentOf(() => undefined);
}

/**
 * The environment of variables that are given. To extend it adds those of a `.env` file: what is set already wins, and
 * is seen by the file's own references (compose-go `Mapping.Merge`, `dotenv.GetEnvFromFile`).
 */
export function environmentOf(given: Lookup): Environment {
  const environment: Environment = {
    lookup: given,
    extend: perObject((entries: readonly DotenvEntry[], uri: string) => {
      if (entries.length === 0) return environment;
      const variables = new Map<string, Variable>();
      const lookup: Lookup = name => given(name) ?? variables.get(name);
      for (const entry of entries) {
        const text = entry.expands ? interpolate(entry.value, lookup) : entry.value;
        variables.set(entry.key, { uri, text });
      }
      return environmentOf(lookup);
    }),
  };
  return environment;
}
