import { portClass } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { lookup } from './registry';

/**
 * One name for a port that is right at a glance: IANA's for a system port, and for another where customary use
 * agrees with it; else the one software that uses it by default. Undefined where several are as likely, and where
 * only IANA knows the port: half of the programs on a user port are not what it was once assigned to.
 */
export function shortName(port: number, protocol: Protocol): string | undefined {
  const { iana, customary } = lookup(port, protocol);
  const [assigned] = iana;
  if (assigned && portClass(port) === 'system') return assigned.name;
  const software = [...new Set(customary.map(use => use.software.replace(/ \(.*\)$/, '')))];
  const agrees = (name: string) => software.some(one => meansTheSame(one.toLowerCase(), name.toLowerCase()));
  const agreed = iana.flatMap(({ name, aliases }) => [name, ...aliases]).find(agrees);
  if (agreed !== undefined) return agreed;
  return software.length === 1 ? software[0] : undefined;
}

function meansTheSame(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
