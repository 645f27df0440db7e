import { PROTOCOLS } from '../ports/protocol';
import type { IanaRow } from './iana-overlay';
import { BLOCKS, FOLLOWERS, MARKS, PIECES } from './table.generated';

const CODE = new RegExp(`[${MARKS.replace(/[\\^\]-]/g, '\\$&')}].`, 'g');
const PACKED_LINE = /^(?:(\d*)([tusd]*)=)?(\S*) ?(.*)$/gm;
const LINE = /^(\d+)(\w*) (\S+) ?(.*)$/;

/** The blocks of the table that were asked for, as `unpackBlock` makes them, and the pieces that they needed. */
const blocks = new Map<number, string>();
const pieces = new Map<string, string>();

/** The rows of the blocks of which a port was asked for. */
const rows = new Map<number, ReadonlyMap<number, readonly IanaRow[]>>();

/** The rows of IANA's table that name a port. */
export function rowsOfPort(port: number): readonly IanaRow[] {
  return rowsIn(port >> 8).get(port) ?? NO_ROWS;
}

const NO_ROWS: readonly IanaRow[] = [];

/** The rows of a block by their ports; read when first asked for. */
function rowsIn(index: number): ReadonlyMap<number, readonly IanaRow[]> {
  const known = rows.get(index);
  if (known) return known;
  const own = new Map<number, readonly IanaRow[]>();
  for (const row of blockAt(index).split('\n').flatMap(readLine))
    own.set(row.from, [...(own.get(row.from) ?? []), row]);
  rows.set(index, own);
  return own;
}

/** The ports of the table's lines that hold a text, without regard to case, in ascending order. */
export function portsMentioning(text: string): readonly number[] {
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi');
  const ports: number[] = [];
  for (const index of BLOCKS.keys()) {
    const block = blockAt(index);
    pattern.lastIndex = 0;
    while (pattern.test(block)) {
      const start = block.lastIndexOf('\n', pattern.lastIndex - 1) + 1;
      ports.push(Number.parseInt(block.slice(start, start + 5), 10));
      pattern.lastIndex = block.indexOf('\n', start);
    }
  }
  return ports;
}

function readLine(line: string): readonly IanaRow[] {
  const [, digits, initials, names = '', description = ''] = LINE.exec(line) ?? [];
  const [name, ...aliases] = names.split(',');
  if (digits === undefined || name === undefined) return [];
  const protocols = PROTOCOLS.filter(protocol => (initials || 'tu').includes(protocol.charAt(0)));
  return [{ from: Number(digits), to: Number(digits), protocols, name, aliases, description }];
}

/** The block of the 256 ports from `256 * index` on; unpacked when first asked for. */
function blockAt(index: number): string {
  const known = blocks.get(index);
  if (known !== undefined) return known;
  const block = unpackBlock(BLOCKS[index] ?? '', index << 8);
  blocks.set(index, block);
  return block;
}

/** Lines `PORT[PROTOCOLS] NAME[,ALIAS][ DESCRIPTION]`, framed by line feeds. */
function unpackBlock(packed: string, first: number): string {
  let port = first;
  if (packed === '') return '';
  const lines = unpack(packed).replace(
    PACKED_LINE,
    (_, digits: string | undefined, initials: string | undefined, short: string, description: string) => {
      if (digits) port = first + Number(digits);
      return `${port++}${initials ?? ''} ${namesOf(short, description)} ${description}`;
    },
  );
  return `\n${lines}\n`;
}

function namesOf(short: string, description: string): string {
  if (short === '') return description.toLowerCase().replaceAll(' ', '-');
  return short.startsWith('?') ? description.split(' ', 1).join().toLowerCase() + short.slice(1) : short;
}

/** Puts the pieces for their codes. */
function unpack(text: string): string {
  return text.replace(CODE, pieceOf);
}

function pieceOf(code: string): string {
  const known = pieces.get(code);
  if (known !== undefined) return known;
  const index = FOLLOWERS.length * MARKS.indexOf(code.charAt(0)) + FOLLOWERS.indexOf(code.charAt(1));
  const piece = unpack(PIECES[index] ?? '');
  pieces.set(code, piece);
  return piece;
}
