import { type SourceText, slice, trim } from './source-text';
import { isUnknown } from './template';

/** What gives an entry point its address: an option, or a variable (Traefik, "Static configuration", CLI and environment). */
const ADDRESS = /^(?:-{0,2}entrypoints\.([\w-]+)\.address|TRAEFIK_ENTRYPOINTS_([A-Z\d-]+)_ADDRESS)$/i;

/** An option that makes an entry point, whatever it says of it. */
const MADE = /^--entrypoints\.([^.=]+)(?:[.=]|$)/i;

/** A label that says by which entry points a router is reached ("Routers", EntryPoints). */
const USED = /^traefik\.(http|tcp|udp)\.routers\.[^.]+\.entrypoints$/i;

/** The entry point of Traefik that a name gives the address of, in lower case: Traefik takes options and variables in any case. */
export function entryPointOf(name: string): string | undefined {
  const [, option, variable] = ADDRESS.exec(name) ?? [];
  return (option ?? variable)?.toLowerCase();
}

/** The entry points that a label names, as they are written; those of a variable are none. */
export function entryPointsIn(label: string, value: SourceText): readonly SourceText[] {
  if (!USED.test(label) || isUnknown(value.value)) return [];
  let at = 0;
  return value.value.split(',').flatMap(part => {
    const name = trim(slice(value, at, at + part.length));
    at += part.length + 1;
    return name.value === '' || name.value.includes('$') ? [] : [name];
  });
}

/**
 * The entry points that a command of Traefik makes, in lower case; undefined where it may make others as well, for a file says
 * so or a variable. Traefik takes its static configuration from a file, from options or from variables, never from two.
 */
export function entryPointsMadeBy(options: readonly string[]): readonly string[] | undefined {
  if (options.some(option => option.includes('$') || !option.startsWith('--') || CONFIG_FILE.test(option)))
    return undefined;
  const names = options.flatMap(option => MADE.exec(option)?.[1]?.toLowerCase() ?? []);
  // Without any other than its own, Traefik makes one.
  return names.every(isOwn) ? undefined : [...new Set(names)];
}

const CONFIG_FILE = /^--configfile\b/i;

/** Whether an entry point is the one that Traefik makes for itself, where something asks for it. */
export function isOwn(name: string): boolean {
  return name.toLowerCase() === 'traefik';
}

/** Whether something in a container may be a static configuration: it stands in one of the places that Traefik looks into. */
export function mayConfigure(target: string): boolean {
  return /^(?:\/|\/etc\/?|\/etc\/traefik\/?|(?:\/etc\/traefik|\/root\/\.config|)\/traefik\.(?:toml|ya?ml)|\/root(?:\/.*)?)$/i.test(
    target,
  );
}

/** The static configurations that Traefik may find in a file or folder that is mounted at a place in its container: URIs. */
export function configurationsAt(uri: string, target: string): readonly string[] {
  if (!mayConfigure(target)) return [];
  return /\.(?:toml|ya?ml)$/i.test(target) ? [uri] : NAMES.map(name => `${uri}/${name}`);
}

const NAMES = ['traefik.yml', 'traefik.yaml', 'traefik.toml'];
