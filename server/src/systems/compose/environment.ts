import type { DotenvEntry } from '../../text/dotenv';
import { spend } from '../../text/effort';
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
    extend: perObject((entries: readonly DotenvEntry[], uri: string) =>
      entries.length === 0 ? environment : environmentOf(extending(given, entries, uri)),
    ),
  };
  return environment;
}

/** The variables that are given, and those of a file, which is looked at once somebody asks for one of them. */
function extending(given: Lookup, entries: readonly DotenvEntry[], uri: string): Lookup {
  let own: ReadonlyMap<string, Variable> | undefined;
  return name => {
    // One file may extend another many times over.
    spend();
    const known = given(name);
    if (known || !keysOf(entries).has(name)) return known;
    own ??= variablesIn(entries, uri, given);
    return own.get(name);
  };
}

const keysOf = perObject(
  (entries: readonly DotenvEntry[]): ReadonlySet<string> => new Set(entries.map(({ key }) => key)),
);

/** The variables of a file, each with those before it. */
function variablesIn(
  entries: readonly DotenvEntry[],
  uri: string,
  given: Lookup,
): ReadonlyMap<string, Variable> {
  // Each environment has the file's variables anew.
  spend(entries.length);
  const variables = new Map<string, Variable>();
  const lookup: Lookup = name => given(name) ?? variables.get(name);
  for (const entry of entries) {
    const text = entry.expands ? interpolate(entry.value, lookup) : entry.value;
    variables.set(entry.key, { uri, text });
  }
  return variables;
}
