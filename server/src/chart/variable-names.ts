import type { PortRange } from '../ports/port';
import { imagePorts } from '../registry/registry';
import type { Project } from './project';
import type { Service } from './service';

/** Words that a service says of its own port: `HTTP_PORT` is no port of somebody else. */
const OWN_WORDS = new Set([
  'app',
  'bind',
  'container',
  'http',
  'https',
  'internal',
  'listen',
  'listening',
  'node',
  'server',
  'service',
  'web',
]);

/**
 * The services that the name of a variable of `holder` speaks of: `API_PORT` of the service `api`,
 * `POSTGRES_PORT` of one of that image, `DB_PORT` of the one that `DB_HOST` names, `DATABASE_PORT` of one whose
 * image serves the port by default.
 */
export function servicesNamedBy(
  project: Project,
  holder: Service,
  key: string,
  range: PortRange,
): readonly Service[] {
  const prefix = /^(.+)_PORT(?:$|_)/i.exec(key)?.[1];
  if (prefix === undefined) return [];
  const words = wordsOf(prefix);
  const services = [...project.services.values()];
  const host = hostBeside(holder, prefix);
  const exact = services.filter(({ name, image }) => {
    if (host !== undefined) return name === host;
    const names = [...wordsOf(name), ...wordsOf(imageName(image?.value.value ?? ''))];
    return words.some(word => names.some(other => isAlike(word, other)));
  });
  if (exact.length > 0 || words.every(word => OWN_WORDS.has(word))) return exact;
  return services.filter(
    ({ image }) =>
      range.from === range.to &&
      imagePorts(image?.value.value ?? '').some(
        ({ port, protocol }) => port === range.from && protocol === 'tcp',
      ),
  );
}

/** What `DB_HOST` or `DB_HOSTNAME` holds, for the prefix `DB`. */
function hostBeside({ environment }: Service, prefix: string): string | undefined {
  const host = ['HOST', 'HOSTNAME', 'SERVER', 'host', 'hostname']
    .map(word => environment.get(`${prefix}_${word}`)?.value.value)
    .find(value => value !== undefined);
  return host;
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z\d]+/g) ?? [];
}

/** The last part of an image's name, without tag and digest. */
function imageName(image: string): string {
  const [path = ''] = image.split('@', 1);
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1).split(':', 1);
  return name;
}

/** `postgres` and `postgresql` are one word. */
function isAlike(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) > 3 && (a.startsWith(b) || b.startsWith(a)));
}
