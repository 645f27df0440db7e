// What an agent is asked to do about ports, as a script that calls the tools of `portolan mcp`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { ANSWERS } from '../../server/src/cli/mcp-schemas';
import type { Call } from './mcp-client';

/** A project on disk, whose Compose file publishes a port. */
export interface Workplace {
  readonly folder: string;
  /** The Compose file, from the folder. */
  readonly compose: string;
  readonly call: Call;
}

export type Texts = ReadonlyMap<string, string>;

/** What a task has meant to change: the texts as they have to be then, of those files alone. */
export type Task = (place: Workplace) => Promise<Texts>;

export interface Edit {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
}

/** The text of every file of a folder, by its path from there. */
export function textsOf(folder: string): Texts {
  const names = readdirSync(folder, { withFileTypes: true, recursive: true });
  return new Map(
    names
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name))
      .map(file => [path.relative(folder, file), readFileSync(file, 'utf8')]),
  );
}

/** The conflicts that the tool finds, a line each. */
export async function conflictsOf({ call }: Workplace): Promise<readonly string[]> {
  const { findings, total } = ANSWERS.check_ports.parse((await call('check_ports')).data);
  if (total > findings.length) throw new Error('the answer is cut');
  return findings.filter(({ rule }) => rule === 'port-conflict').map(({ message }) => message);
}

async function freePort({ call, compose }: Workplace, near: number): Promise<number> {
  const { data } = await call('find_free_ports', { near, path: compose });
  const [port] = ANSWERS.find_free_ports.parse(data).ports;
  if (port === undefined) throw new Error('no port is free');
  return port;
}

type Written = z.infer<typeof ANSWERS.list_ports>['ports'][number];

/** The first port of a role in the Compose file. */
async function firstPort({ call, compose }: Workplace, role: string): Promise<Written & { from: number }> {
  const { ports } = ANSWERS.list_ports.parse((await call('list_ports', { path: compose })).data);
  for (const one of ports)
    if (one.file === compose && one.role === role && one.from !== null && one.from === one.to)
      return { ...one, from: one.from };
  throw new Error(`no port is ${role}`);
}

/** The Compose file with one more service, which publishes a port. */
function withService(text: string, port: number): string {
  const [head = '', indentation = ''] =
    /^services:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*?( +)(?=\S)/m.exec(text) ?? [];
  if (indentation === '') throw new Error('no service');
  const at = text.indexOf(head) + head.indexOf('\n') + 1;
  const lines = ['added:', '  image: nginx', '  ports:', `    - "${port}:80"`];
  return text.slice(0, at) + lines.map(line => `${indentation}${line}\n`).join('') + text.slice(at);
}

/** The line of the added service's mapping. */
function lineOf(text: string, port: number): number {
  return text.split('\n').findIndex(line => line.trim() === `- "${port}:80"`) + 1;
}

function write({ folder, compose }: Workplace, text: string): Texts {
  writeFileSync(path.join(folder, compose), text);
  return new Map([[compose, text]]);
}

const read = ({ folder, compose }: Workplace) => readFileSync(path.join(folder, compose), 'utf8');

/** Texts with edits made as an answer tells of them. */
function edited({ folder }: Workplace, edits: readonly Edit[]): Texts {
  const texts = new Map<string, string>();
  const backwards = [...edits].sort((a, b) => b.line - a.line || b.column - a.column);
  for (const { file, line, column, before, after } of backwards) {
    const lines = (texts.get(file) ?? readFileSync(path.join(folder, file), 'utf8')).split('\n');
    const old = lines[line - 1] ?? '';
    if (!old.startsWith(before, column - 1)) throw new Error(`${file}:${line}:${column} is not ${before}`);
    lines[line - 1] = old.slice(0, column - 1) + after + old.slice(column - 1 + before.length);
    texts.set(file, lines.join('\n'));
  }
  return texts;
}

/** Moves a port: looks at what would change, then has it changed. */
async function move(place: Workplace, port: Written & { from: number }, to: number): Promise<Texts> {
  const input = { path: port.file, line: port.line, column: port.column, from: port.from, to };
  const planned = ANSWERS.move_port.parse((await place.call('move_port', input)).data);
  const meant = edited(place, planned.edits);
  const done = await place.call('move_port', { ...input, write: true });
  if (done.isError) throw new Error(done.text);
  return meant;
}

/** "Add a service that publishes a free port." */
export const addService: Task = async place =>
  write(place, withService(read(place), await freePort(place, 8080)));

/** "Move the published port to a free one." */
export const movePublished: Task = async place => {
  const port = await firstPort(place, 'published');
  return move(place, port, await freePort(place, port.from));
};

/** "Let the service listen on another port." */
export const moveTarget: Task = async place => {
  const port = await firstPort(place, 'target');
  return move(place, port, await freePort(place, 9100));
};

/** "I added a service and now it does not start": on a port that is taken; the finding's own fix says where to. */
export const mendConflict: Task = async place => {
  const { from } = await firstPort(place, 'published');
  const before = read(place);
  const text = withService(before, from);
  write(place, text);
  const line = lineOf(text, from);
  const { findings } = ANSWERS.check_ports.parse((await place.call('check_ports')).data);
  const edit = findings
    .flatMap(({ fixes }) => fixes.flatMap(({ edits }) => edits))
    .find(one => one.file === place.compose && one.line === line);
  if (!edit) throw new Error('no fix moves the port of the new service');
  const to = Number(edit.after);
  const move = { path: place.compose, line, column: edit.column, from, to, write: true };
  const done = await place.call('move_port', move);
  if (done.isError) throw new Error(done.text);
  return new Map([[place.compose, withService(before, to)]]);
};

/** "Use the port of the other service, and the file beside the project": both are refused, and nothing changes. */
export const refused: Task = async place => {
  const port = await firstPort(place, 'published');
  const free = await freePort(place, 8080);
  const text = withService(read(place), free);
  const meant = write(place, text);
  const taken = { path: place.compose, line: lineOf(text, free), from: free, to: port.from, write: true };
  for (const input of [taken, { ...taken, path: '../compose.yaml' }, { ...taken, path: '/etc/hosts' }]) {
    const said = await place.call('move_port', input);
    if (!said.isError) throw new Error(`${input.path} was moved`);
  }
  return meant;
};
