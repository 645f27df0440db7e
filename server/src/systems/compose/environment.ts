import { interpolate, type Lookup, type Variable } from '../../text/template';
import type { DotenvFile } from '../reading';

/** The variables that a project's files are interpolated with, as far as files set them. */
export interface Environment {
  readonly lookup: Lookup;
  /** What was made of this environment and a further file, so that equal chains are the same object. */
  readonly extensions: WeakMap<DotenvFile, Environment>;
}

/** Nothing is set. What the shell may set is unknown to us. */
export function emptyEnvironment(): Environment {
  return { lookup: () => undefined, extensions: new WeakMap() };
}

/**
 * Adds the variables of a `.env` file. What is set already wins, and is seen by the file's own references
 * (compose-go `Mapping.Merge`, `dotenv.GetEnvFromFile`).
 */
export function extendEnvironment(parent: Environment, uri: string, file: DotenvFile): Environment {
  const kept = parent.extensions.get(file);
  if (kept) return kept;
  const variables = new Map<string, Variable>();
  const lookup: Lookup = name => parent.lookup(name) ?? variables.get(name);
  for (const entry of file.entries) {
    const text = entry.expands ? interpolate(entry.value, lookup) : entry.value;
    variables.set(entry.key, { uri, text });
  }
  const extended = { lookup, extensions: new WeakMap<DotenvFile, Environment>() };
  parent.extensions.set(file, extended);
  return extended;
}
