// `portolan check` as a whole process, beside dclint and ripgrep over the same files.
import { type Effort, fewer, repeat, sampleOf, timeProcess } from '#bench/measure';
import type { Row } from '#bench/results';
import type { Tools } from '#bench/tools';

export interface Folders {
  readonly compose: string;
  readonly small: string;
  readonly middle: string;
  readonly large: string;
}

export async function measureCheck(
  tools: Tools,
  folders: Folders,
  effort: { readonly ours: Effort; readonly dclint: Effort },
  rows: Row[],
  report: (text: string) => void,
): Promise<void> {
  const works = [
    ['200 compose files', folders.compose],
    ['200 files of the mix', folders.small],
    ['1,000 files of the mix', folders.middle],
    ['10,000 files of the mix', folders.large],
  ] as const;
  async function add(what: string, tool: string, command: string, args: readonly string[], times: Effort) {
    report(`Checking ${what}: ${tool}`);
    const once = async () => {
      const { milliseconds, code } = await timeProcess(command, args);
      if (code !== 0 && code !== 1) throw new Error(`${tool} ended with ${code}`);
      return milliseconds;
    };
    // Not counted: the first, which brings the files into the system's cache.
    if (times.most > 1) await once();
    const values = await repeat(times, once);
    const note = fewer(values.length, times);
    rows.push({ part: 'check', what, tool, unit: 'ms', ...sampleOf(values), ...(note && { note }) });
  }
  for (const [what, folder] of works) {
    await add(what, 'portolan', process.execPath, tools.ours.check(folder), effort.ours);
    if (tools.ripgrep)
      await add(what, 'ripgrep', tools.ripgrep, ['--hidden', '-c', '[0-9]{2,5}', folder], effort.ours);
    if (folder === folders.compose)
      await add(what, 'dclint', process.execPath, tools.dclint(folder), effort.dclint);
  }
}

export async function measureCheckMemory(tools: Tools, folder: string): Promise<Row[]> {
  const { peak } = await timeProcess(process.execPath, tools.ours.check(folder), { memory: true });
  if (peak === undefined) return [];
  return [
    { part: 'memory', what: 'check, 10,000 files: peak', tool: 'portolan', unit: 'MB', ...sampleOf([peak]) },
  ];
}
