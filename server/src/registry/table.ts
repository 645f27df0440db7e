import { PROTOCOLS } from '../ports/protocol';
import type { IanaRow } from './iana-overlay';
import { TABLE } from './table.generated';

const LINE = /^(\d+)(\w*) (\S+) ?(.*)$/;

/** The rows of IANA's table that name a port: a binary search over the lines of the table, read in place. */
export function rowsOfPort(port: number): readonly IanaRow[] {
  const rows: IanaRow[] = [];
  for (let start = firstLineFrom(port); portAt(start) === port; start = lineEnd(start) + 1) {
    rows.push(...rowAt(start));
  }
  return rows;
}

/** The ports of the table's lines that hold a text, without regard to case, in ascending order. */
export function portsMentioning(text: string): readonly number[] {
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi');
  const ports: number[] = [];
  while (pattern.test(TABLE)) {
    const start = TABLE.lastIndexOf('\n', pattern.lastIndex - 1) + 1;
    ports.push(portAt(start));
    pattern.lastIndex = lineEnd(start);
  }
  return ports;
}

/** The offset of the first line whose port is `port` or greater; the table's end if there is none. */
function firstLineFrom(port: number): number {
  let low = 1;
  let high = TABLE.length;
  while (low < high) {
    const start = TABLE.lastIndexOf('\n', ((low + high) >> 1) - 1) + 1;
    if (portAt(start) < port) low = lineEnd(start) + 1;
    else high = start;
  }
  return low;
}

/** The number at the start of a line; NaN at the table's end. */
function portAt(start: number): number {
  return Number.parseInt(TABLE.slice(start, start + 5), 10);
}

function lineEnd(start: number): number {
  return TABLE.indexOf('\n', start);
}

function rowAt(start: number): readonly IanaRow[] {
  const [, digits, initials, names = '', description = ''] =
    LINE.exec(TABLE.slice(start, lineEnd(start))) ?? [];
  const [name, ...aliases] = names.split(',');
  if (digits === undefined || name === undefined) return [];
  const protocols = PROTOCOLS.filter(protocol => (initials || 'tu').includes(protocol.charAt(0)));
  return [{ from: Number(digits), to: Number(digits), protocols, name, aliases, description }];
}
