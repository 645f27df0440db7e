import { parsePort } from '../ports/port';
import { PROTOCOLS, parseProtocol } from '../ports/protocol';
import { explainData, explainText } from '../registry/explain';
import { type PortMatch, search } from '../registry/registry';
import type { ExplainRequest } from './arguments';
import { type Io, tell } from './io';
import { table } from './terminal';

/** `portolan explain`. Gives the exit code: 1 where no port has the name. */
export function explain({ query, format }: ExplainRequest, io: Io): number {
  const [, digits, protocol] = /^(\d+)(?:\/(.*))?$/.exec(query) ?? [];
  if (digits !== undefined) {
    io.stdout.write(explainPort(digits, protocol, format));
    return 0;
  }
  const matches = search(query);
  if (matches.length === 0) {
    tell(io, `portolan: no port is known as '${query}'`);
    return 1;
  }
  io.stdout.write(format === 'json' ? json(matches) : matchesText(matches));
  return 0;
}

function explainPort(digits: string, name: string | undefined, format: ExplainRequest['format']): string {
  const port = parsePort(digits);
  if (typeof port === 'string') throw new Error(`${digits} is not a port: ports are 0 to 65535`);
  const protocol = name === undefined ? undefined : parseProtocol(name);
  if (name !== undefined && protocol === undefined)
    throw new Error(`'${name}' is not a protocol: known are ${PROTOCOLS.join(', ')}`);
  return format === 'json' ? json(explainData(port, protocol)) : `${explainText(port, protocol).trimEnd()}\n`;
}

function matchesText(matches: readonly PortMatch[]): string {
  return table(
    matches.map(({ port, protocols, name, aliases, description, source }) => [
      `${port}/${protocols.join(',')}`,
      [name, ...aliases].join(', '),
      source === 'iana' ? 'IANA' : 'customary',
      description,
    ]),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
