// One keystroke to diagnostics, and hovers, in one open document.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, type Position, startClient } from '#bench/client';
import { composeFile, dockerfile, manifestFile, seeded, write } from '#bench/generate';
import { type Effort, fewer, memoryOf, pause, processorTimeOf, repeat, sampleOf } from '#bench/measure';
import type { Row } from '#bench/results';
import type { ServerName, Tools } from '#bench/tools';

export interface OpenFile {
  readonly name: string;
  readonly file: string;
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  /** Where a digit is typed and deleted again: the end of a port, in the middle of the file. */
  readonly end: Position;
}

const COMPOSE_LINES = [50, 500, 3_500, 20_000] as const;
const MANIFEST_LINES = [3_500, 20_000] as const;
const DOCKERFILE_LINES = [20, 2_000] as const;

/** Writes the documents to edit, each into a folder of its own. */
export function writeDocuments(folder: string): readonly OpenFile[] {
  return [
    ...COMPOSE_LINES.map(lines =>
      openFile(
        folder,
        `compose ${lines.toLocaleString('en')} lines`,
        'compose.yaml',
        composeFile(seeded(lines), lines),
      ),
    ),
    ...MANIFEST_LINES.map(lines =>
      openFile(
        folder,
        `manifests ${lines.toLocaleString('en')} lines`,
        'web.yaml',
        manifestFile(seeded(lines), lines),
      ),
    ),
    ...DOCKERFILE_LINES.map(lines =>
      openFile(
        folder,
        `Dockerfile ${lines.toLocaleString('en')} lines`,
        'Dockerfile',
        dockerfile(seeded(lines), lines),
      ),
    ),
  ];
}

export function openFile(folder: string, name: string, base: string, text: string): OpenFile {
  const file = path.join(folder, name.replaceAll(/[ ,]/g, '-'), base);
  write(file, text);
  const lines = text.split('\n');
  const isPort = /^ {6}- "(?:\d+):\d+|^ {14}containerPort: \d+|^EXPOSE \d+/;
  const middle = Math.floor(lines.length / 2);
  const after = lines.findIndex((line, index) => index >= middle && isPort.test(line));
  const line = after >= 0 ? after : lines.findIndex(one => isPort.test(one));
  const found = isPort.exec(lines[line] ?? '');
  if (!found) throw new Error(`${name} holds no port`);
  return {
    name,
    file,
    uri: pathToFileURL(file).href,
    languageId: base.endsWith('.yaml') ? 'yaml' : 'dockerfile',
    text,
    end: { line, character: found[0].length },
  };
}

/** Opens a document and waits until nothing more comes of that. */
export async function settle(client: Client, { uri, languageId, text }: OpenFile): Promise<void> {
  const first = client.published(uri);
  client.open(uri, languageId, text);
  await first;
  for (let before = -1; before !== client.strays(); ) {
    before = client.strays();
    await pause(600);
  }
}

/** Types or deletes the digit: the time until the diagnostics of that version are here. */
export async function keystroke(client: Client, { uri, end }: OpenFile, index: number): Promise<number> {
  const past = { line: end.line, character: end.character + 1 };
  const start = performance.now();
  const version = index % 2 === 0 ? client.type(uri, end, end, '1') : client.type(uri, end, past, '');
  await client.published(uri, version);
  const milliseconds = performance.now() - start;
  await pause(5);
  return milliseconds;
}

/** Asks for a hover: on the number for us, on the key or keyword before it for those that explain only these. */
export async function hover(client: Client, { uri, end, text }: OpenFile, tool: ServerName): Promise<number> {
  const position =
    tool === 'portolan'
      ? { line: end.line, character: end.character - 1 }
      : tool === 'dockerfile-language-server'
        ? { line: end.line, character: 2 }
        : { line: keyLine(text, end.line), character: 5 };
  const start = performance.now();
  const answer = await client.request('textDocument/hover', { textDocument: { uri }, position });
  const milliseconds = performance.now() - start;
  if (tool === 'portolan' && !answer) throw new Error('The hover is empty');
  return milliseconds;
}

function keyLine(text: string, line: number): number {
  const lines = text.split('\n');
  while (line > 0 && lines[line] !== '    ports:') line--;
  return line;
}

export interface EditingEffort {
  readonly ours: Effort;
  readonly peers: Effort;
  /** Larger documents are left to ours. */
  readonly peerLines: number;
}

export async function measureEditing(
  tools: Tools,
  documents: readonly OpenFile[],
  effort: EditingEffort,
  rows: Row[],
  report: (text: string) => void,
): Promise<void> {
  for (const document of documents) {
    // The schema that yaml-language-server has here is that of Compose.
    const names: readonly ServerName[] = document.file.endsWith('web.yaml')
      ? ['portolan']
      : document.languageId === 'yaml'
        ? ['portolan', 'yaml-language-server', 'compose-language-service']
        : ['portolan', 'dockerfile-language-server'];
    for (const tool of names) {
      if (tool !== 'portolan' && document.text.split('\n').length > effort.peerLines + 1) continue;
      report(`Typing in ${document.name}: ${tool}`);
      rows.push(
        ...(await measureDocument(tools, tool, document, tool === 'portolan' ? effort.ours : effort.peers)),
      );
    }
  }
}

async function measureDocument(
  tools: Tools,
  tool: ServerName,
  document: OpenFile,
  effort: Effort,
): Promise<Row[]> {
  const client = await startClient(tools.servers[tool], [path.dirname(document.file)]);
  try {
    await settle(client, document);
    // Not counted: the first ones, before the code is compiled.
    await repeat({ most: 10, least: 2, budget: effort.budget / 10 }, index =>
      keystroke(client, document, index),
    );
    // The digit may be left over from an odd number of keystrokes: the document is opened anew.
    client.notify('textDocument/didClose', { textDocument: { uri: document.uri } });
    await pause(200);
    await settle(client, document);
    const strays = client.strays();
    const [keys, processor] = await withProcessorTime(client, () =>
      repeat(effort, index => keystroke(client, document, index)),
    );
    const missed = client.strays() - strays;
    await repeat({ most: 10, least: 2, budget: effort.budget / 10 }, () => hover(client, document, tool));
    const [hovers, processorOfHover] = await withProcessorTime(client, () =>
      repeat({ ...effort, budget: effort.budget / 4 }, async () => {
        const milliseconds = await hover(client, document, tool);
        await pause(5);
        return milliseconds;
      }),
    );
    const memory = memoryOf(client.pid);
    const note = missed > 0 ? `${missed} more diagnostics than keystrokes` : fewer(keys.length, effort);
    return [
      {
        part: 'edit',
        what: `keystroke, ${document.name}`,
        tool,
        unit: 'ms',
        ...sampleOf(keys),
        ...(processor !== undefined && { processor }),
        ...(note && { note }),
      },
      {
        part: 'edit',
        what: `hover, ${document.name}`,
        tool,
        unit: 'ms',
        ...sampleOf(hovers),
        ...(processorOfHover !== undefined && { processor: processorOfHover }),
      },
      ...(memory
        ? [
            {
              part: 'edit',
              what: `peak memory, ${document.name}`,
              tool,
              unit: 'MB' as const,
              ...sampleOf([memory.peak]),
            },
          ]
        : []),
    ];
  } finally {
    await client.close();
  }
}

/** Also the processor time of the server for each repetition. */
async function withProcessorTime(
  client: Client,
  work: () => Promise<number[]>,
): Promise<[number[], number | undefined]> {
  const before = processorTimeOf(client.pid);
  const values = await work();
  const after = processorTimeOf(client.pid);
  return [values, before === undefined || after === undefined ? undefined : (after - before) / values.length];
}
