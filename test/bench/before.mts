// Another build beside this one on the same work, by turns, so that whatever else the machine does meets both.
import path from 'node:path';
import { type Client, startClient } from '#bench/client';
import { hover, keystroke, type OpenFile, settle } from '#bench/editing';
import { type Effort, processorTimeOf, repeat, sampleOf, timeProcess } from '#bench/measure';
import { BEFORE, type Row } from '#bench/results';
import type { Build, Tools } from '#bench/tools';

interface Side {
  readonly tool: string;
  readonly build: Build;
}

/** Keystrokes and hovers in each document, and `check` over each folder. */
export async function measureBefore(
  tools: Tools,
  before: Build,
  documents: readonly OpenFile[],
  folders: readonly (readonly [what: string, folder: string])[],
  effort: { readonly edits: Effort; readonly checks: Effort },
  rows: Row[],
  report: (text: string) => void,
): Promise<void> {
  const sides: readonly Side[] = [
    { tool: 'portolan', build: tools.ours },
    { tool: BEFORE, build: before },
  ];
  for (const document of documents) {
    report(`Typing in ${document.name}, by turns with ${BEFORE}`);
    rows.push(...(await editByTurns(sides, document, effort.edits)));
  }
  for (const [what, folder] of folders) {
    report(`Checking ${what}, by turns with ${BEFORE}`);
    rows.push(...(await checkByTurns(sides, what, folder, effort.checks)));
  }
}

async function editByTurns(
  sides: readonly Side[],
  document: OpenFile,
  effort: Effort,
): Promise<readonly Row[]> {
  const clients: Client[] = [];
  try {
    for (const { build } of sides) {
      const client = await startClient(build.server, [path.dirname(document.file)]);
      clients.push(client);
      await settle(client, document);
    }
    const acts = [
      ['keystroke', (client: Client, index: number) => keystroke(client, document, index)],
      ['hover', (client: Client) => hover(client, document, 'portolan')],
    ] as const;
    const rows: Row[] = [];
    for (const [name, act] of acts) {
      // Not counted: the first ones, before the code is compiled.
      await byTurns({ ...effort, most: 40 }, clients, act);
      const spent = clients.map(({ pid }) => processorTimeOf(pid));
      const values = await byTurns(effort, clients, act);
      for (const [index, { tool }] of sides.entries()) {
        const from = spent[index];
        const to = processorTimeOf(clients[index]?.pid ?? 0);
        const sample = sampleOf(values.map(turn => turn[index] ?? Number.NaN));
        rows.push({
          part: 'before',
          what: `${name}, ${document.name}`,
          tool,
          unit: 'ms',
          ...sample,
          ...(from !== undefined && to !== undefined && { processor: (to - from) / sample.n }),
        });
      }
    }
    return rows;
  } finally {
    for (const client of clients) await client.close();
  }
}

async function checkByTurns(
  sides: readonly Side[],
  what: string,
  folder: string,
  effort: Effort,
): Promise<readonly Row[]> {
  const check = async ({ build }: Side) => {
    const { milliseconds, code } = await timeProcess(process.execPath, build.check(folder));
    if (code !== 0 && code !== 1) throw new Error(`check of ${what} ended with ${code}`);
    return milliseconds;
  };
  // Not counted: the first of each, which brings files into the system's cache.
  await byTurns({ most: 1, least: 1, budget: 0 }, sides, check);
  const values = await byTurns(effort, sides, check);
  return sides.map(({ tool }, index) => ({
    part: 'before',
    what: `check, ${what}`,
    tool,
    unit: 'ms',
    ...sampleOf(values.map(turn => turn[index] ?? Number.NaN)),
  }));
}

/** The milliseconds of each side, turn by turn. Who begins changes from turn to turn. */
async function byTurns<Side>(
  effort: Effort,
  sides: readonly Side[],
  once: (side: Side, turn: number) => Promise<number>,
): Promise<readonly (readonly number[])[]> {
  const turns: (readonly number[])[] = [];
  await repeat(effort, async turn => {
    const values: number[] = [];
    const order = [...sides.entries()];
    for (const [index, side] of turn % 2 === 0 ? order : order.reverse())
      values[index] = await once(side, turn);
    turns.push(values);
    return 0;
  });
  return turns;
}
