// npm run hostile -- [--only TEXT] [--profile FOLDER]
// Drives the built server through every hostile input and writes what each cost into docs/reliability.md. Ends with 1
// where one breaks a limit. With --only, the inputs whose names hold the text, and nothing is written; with --profile,
// a profile of each server's processor goes into the folder. It reads costs from /proc, so it runs on Linux.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Cost, drive, MAX_MILLISECONDS } from '#hostile/drive';
import { COMPOSE_INPUTS } from '#hostile/inputs-compose';
import { IGNORE_INPUTS } from '#hostile/inputs-ignore';
import { KUBERNETES_INPUTS } from '#hostile/inputs-kubernetes';
import { LENGTH_INPUTS } from '#hostile/inputs-lengths';
import { MANY_INPUTS } from '#hostile/inputs-many';
import { PRODUCT_INPUTS } from '#hostile/inputs-products';
import { PROJECT_INPUTS } from '#hostile/inputs-projects';
import { SYSTEM_INPUTS } from '#hostile/inputs-systems';
import { TEXT_INPUTS } from '#hostile/inputs-text';

/** The most that a server may have resident, in MB. */
const MAX_MEGABYTES = 500;

const PAGE = path.resolve(import.meta.dirname, '..', '..', 'docs', 'reliability.md');
const [START, END] = ['<!-- hostile -->', '<!-- /hostile -->'];

const { values } = parseArgs({ options: { only: { type: 'string' }, profile: { type: 'string' } } });
const { only } = values;

const inputs = [
  ...COMPOSE_INPUTS,
  ...PROJECT_INPUTS,
  ...PRODUCT_INPUTS,
  ...TEXT_INPUTS,
  ...IGNORE_INPUTS,
  ...MANY_INPUTS,
  ...KUBERNETES_INPUTS,
  ...SYSTEM_INPUTS,
  ...LENGTH_INPUTS,
];
const wanted = inputs.filter(({ name }) => only === undefined || name.includes(only));
const costs: Cost[] = [];
for (const input of wanted) {
  const cost = await drive(input, values.profile);
  costs.push(cost);
  console.log(rowOf(cost));
  if (isBroken(cost))
    console.log(cost.late.map(([request, took]) => `    ${request}: ${took} ms`).join('\n'));
}
const broken = costs.filter(isBroken);
const table = tableOf(costs);
if (only === undefined) writeTable(table);
console.log(`\n${tableOf(broken)}\n${costs.length} inputs, ${broken.length} beyond a limit.`);
process.exitCode = broken.length > 0 ? 1 : 0;

function isBroken({ milliseconds, megabytes, end }: Cost): boolean {
  return milliseconds > MAX_MILLISECONDS || megabytes > MAX_MEGABYTES || end !== undefined;
}

function rowOf(cost: Cost): string {
  const { name, slowest, milliseconds, megabytes, end } = cost;
  const strong = (number: number, most: number) =>
    number > most ? `**${Math.round(number)}**` : String(Math.round(number));
  const what = end === undefined ? slowest : `${slowest}; **${end}**`;
  const shown = name.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;');
  return `| ${shown} | ${what} | ${strong(milliseconds, MAX_MILLISECONDS)} | ${strong(megabytes, MAX_MEGABYTES)} |`;
}

function tableOf(rows: readonly Cost[]): string {
  return ['| input | slowest request | ms | MB |', '|---|---|---|---|', ...rows.map(rowOf)].join('\n');
}

function writeTable(rows: string): void {
  const text = readFileSync(PAGE, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no place for the table.`);
  writeFileSync(PAGE, `${text.slice(0, start + START.length)}\n\n${rows}\n\n${text.slice(end)}`);
}
