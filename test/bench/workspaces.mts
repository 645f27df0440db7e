// What the size of the workspace changes: the start, hovers during the scan, memory, keystrokes.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Client, type Command, startClient } from '#bench/client';
import { hover, keystroke, type OpenFile, openFile, settle } from '#bench/editing';
import { type Effort, memoryOf, pause, repeat, sampleOf } from '#bench/measure';
import type { Row } from '#bench/results';
import type { ServerName, Tools } from '#bench/tools';

/** Does something while a document stands in a folder. */
async function inside<Result>(
  folder: string,
  { name, file, text }: OpenFile,
  work: (document: OpenFile) => Promise<Result>,
): Promise<Result> {
  const document = openFile(folder, name, path.basename(file), text);
  try {
    return await work(document);
  } finally {
    rmSync(path.dirname(document.file), { recursive: true });
  }
}

/** Process start to the first diagnostics of a document. */
async function start(command: Command, folder: string, { uri, languageId, text }: OpenFile): Promise<number> {
  const client = await startClient(command, [folder]);
  try {
    const first = client.published(uri);
    client.open(uri, languageId, text);
    await first;
    return performance.now() - client.spawnedAt;
  } finally {
    await client.close();
  }
}

export async function measureStart(
  tools: Tools,
  documents: readonly OpenFile[],
  mix: string,
  effort: { readonly ours: Effort; readonly peers: Effort },
  rows: Row[],
  report: (text: string) => void,
): Promise<void> {
  async function add(
    tool: string,
    command: Command,
    what: string,
    folder: string,
    document: OpenFile,
    times: Effort,
  ) {
    report(`Starting ${tool}: ${what}`);
    // Not counted: the first, which fills the caches of Node and of the system.
    await start(command, folder, document);
    const sample = sampleOf(await repeat(times, () => start(command, folder, document)));
    rows.push({ part: 'start', what, tool, unit: 'ms', ...sample });
  }
  for (const document of documents) {
    const alone = path.dirname(document.file);
    const isSmall = document.name === 'compose 50 lines';
    if (!isSmall && document.name !== 'compose 3,500 lines') continue;
    await add('portolan', tools.servers.portolan, `${document.name}, alone`, alone, document, effort.ours);
    await inside(mix, document, placed =>
      add('portolan', tools.servers.portolan, `${document.name}, in 10,000 files`, mix, placed, effort.ours),
    );
    if (!isSmall) continue;
    await add(
      'portolan server.js',
      tools.bareServer,
      `${document.name}, alone`,
      alone,
      document,
      effort.ours,
    );
    for (const peer of ['yaml-language-server', 'compose-language-service'] satisfies ServerName[])
      await add(peer, tools.servers[peer], `${document.name}, alone`, alone, document, effort.peers);
  }
}

/** Hovers from the first diagnostics on until the scan is over. */
async function hoversInScan(tools: Tools, mix: string, document: OpenFile): Promise<number[]> {
  const values: number[] = [];
  const client = await startClient(tools.servers.portolan, [mix]);
  try {
    const first = client.published(document.uri);
    client.open(document.uri, document.languageId, document.text);
    await Promise.all([first, client.scanning()]);
    while (client.isScanning()) {
      const milliseconds = await hover(client, document, 'portolan');
      if (client.isScanning()) values.push(milliseconds);
      await pause(5);
    }
    return values;
  } finally {
    await client.close();
  }
}

/** Hovers while a scan of the mix runs, over as many starts as it takes. */
export async function measureHoverInScan(
  tools: Tools,
  documents: readonly OpenFile[],
  mix: string,
  effort: Effort,
  rows: Row[],
  report: (text: string) => void,
): Promise<void> {
  for (const document of documents) {
    if (!/^compose (?:50|3,500|20,000)/.test(document.name)) continue;
    report(`Hovering during a scan: ${document.name}`);
    const values: number[] = [];
    let scans = 0;
    await inside(mix, document, async placed => {
      const begin = performance.now();
      while (values.length < effort.most && (scans === 0 || performance.now() - begin < effort.budget)) {
        scans++;
        values.push(...(await hoversInScan(tools, mix, placed)));
      }
    });
    rows.push({
      part: 'edit',
      what: `hover during a scan of 10,000 files, ${document.name}`,
      tool: 'portolan',
      unit: 'ms',
      ...sampleOf(values),
      note: `in ${scans} scans`,
    });
  }
}

/** Memory of a server that has indexed everything, and how long that took. */
export async function measureServerMemory(tools: Tools, document: OpenFile, mix: string): Promise<Row[]> {
  const client = await startClient(tools.servers.portolan, [mix]);
  try {
    client.open(document.uri, document.languageId, document.text);
    await client.scanned();
    const scan = performance.now() - client.spawnedAt;
    await pause(300);
    const memory = memoryOf(client.pid);
    const row = { part: 'memory', tool: 'portolan' } as const;
    return [
      { ...row, what: 'start to end of the scan, 10,000 files', unit: 'ms', ...sampleOf([scan]) },
      ...(memory
        ? [
            { ...row, what: 'server, 10,000 files: peak', unit: 'MB' as const, ...sampleOf([memory.peak]) },
            { ...row, what: 'server, 10,000 files: after', unit: 'MB' as const, ...sampleOf([memory.now]) },
          ]
        : []),
    ];
  } finally {
    await client.close();
  }
}

/** The same keystrokes in a large workspace and in a small one, by turns, so that other load meets both. */
export async function measureFolders(
  tools: Tools,
  large: { readonly folders: readonly string[]; readonly document: OpenFile },
  small: { readonly folders: readonly string[]; readonly document: OpenFile },
  effort: Effort,
): Promise<Row[]> {
  const clients: Client[] = [];
  try {
    const sides = [];
    for (const { folders, document } of [large, small]) {
      const client = await startClient(tools.servers.portolan, folders);
      clients.push(client);
      const scanned = client.scanned();
      await settle(client, document);
      await scanned;
      await pause(1000);
      sides.push({ client, document, values: [] as number[] });
    }
    for (let index = 0; index < effort.most + 10; index++)
      for (const { client, document, values } of sides) {
        const milliseconds = await keystroke(client, document, index);
        if (index >= 10) values.push(milliseconds);
      }
    return sides.map(({ values }, index) => ({
      part: 'folders',
      what: index === 0 ? 'keystroke, 2 folders, 10,000 files' : 'keystroke, 10 files',
      tool: 'portolan',
      unit: 'ms',
      ...sampleOf(values),
    }));
  } finally {
    for (const client of clients) await client.close();
  }
}
