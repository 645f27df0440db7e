// What was measured, the targets it is held against, and how both are shown.
import type { Sample } from '#bench/measure';

export interface Row extends Sample {
  /** The part of the benchmark: what `--only` names. */
  readonly part: string;
  readonly what: string;
  readonly tool: string;
  readonly unit: 'ms' | 'MB' | 'KB' | 'x';
  /** Processor time of the server per repetition, where it can be told: other load does not show in it. */
  readonly processor?: number;
  readonly note?: string;
}

export interface Target {
  readonly what: string;
  readonly limit: string;
  /** Undefined where a part was left out. */
  readonly measured: string | undefined;
  readonly isMet: boolean | undefined;
}

/** What the rows of another build are called. */
export const BEFORE = 'the build before';

export type Rows = (part: string, what: string, tool: string) => Row | undefined;

export function finder(rows: readonly Row[]): Rows {
  return (part, what, tool) => rows.find(row => row.part === part && row.what === what && row.tool === tool);
}

function digits(value: number): string {
  if (Number.isNaN(value)) return '-';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const OURS = 'portolan';

export function targetsOf(rows: readonly Row[]): readonly Target[] {
  const find = finder(rows);
  const targets: Target[] = [];

  function ratio(
    what: string,
    limit: string,
    a: Row | undefined,
    b: Row | undefined,
    isMet: (ratio: number) => boolean,
  ) {
    const measured = a && b ? a.median / b.median : undefined;
    targets.push({
      what,
      limit,
      measured:
        measured === undefined
          ? undefined
          : `${digits(measured)} (${digits(a?.median ?? 0)} / ${digits(b?.median ?? 0)})`,
      isMet: measured === undefined ? undefined : isMet(measured),
    });
  }

  function value(what: string, most: number, row: Row | undefined, of: 'median' | 'p99', unit: string) {
    targets.push({
      what,
      limit: `at most ${most} ${unit}`,
      measured: row && `${digits(row[of])} ${unit}`,
      isMet: row && row[of] <= most,
    });
  }

  const key = (lines: string, tool: string) => find('edit', `keystroke, ${lines}`, tool);
  const large = key('compose 3,500 lines', OURS);
  ratio(
    'keystroke, compose 3,500 lines: share of yaml-language-server',
    'at most 0.1',
    large,
    key('compose 3,500 lines', 'yaml-language-server'),
    share => share <= 0.1,
  );
  ratio(
    'keystroke, compose 3,500 lines: share of compose-language-service',
    'at most 0.033',
    large,
    key('compose 3,500 lines', 'compose-language-service'),
    share => share <= 1 / 30,
  );
  value('keystroke, compose 3,500 lines: p99', 33, large, 'p99', 'ms');
  ratio(
    'keystroke, compose 20,000 lines : 3,500 lines',
    'at most 2',
    key('compose 20,000 lines', OURS),
    large,
    share => share <= 2,
  );
  for (const row of rows)
    if (row.tool === OURS && row.what.startsWith('hover')) value(`${row.what}: p99`, 5, row, 'p99', 'ms');
  ratio(
    'check, 200 compose files: dclint : ours',
    'at least 50',
    find('check', '200 compose files', 'dclint'),
    find('check', '200 compose files', OURS),
    times => times >= 50,
  );
  ratio(
    'check, 10,000 files: ours : ripgrep',
    'at most 20',
    find('check', '10,000 files of the mix', OURS),
    find('check', '10,000 files of the mix', 'ripgrep'),
    times => times <= 20,
  );
  const perFile = (row: Row | undefined, files: number) => row && { ...row, median: row.median / files };
  ratio(
    'check, time per file: 10,000 files : 1,000 files',
    'at most 1.2',
    perFile(find('check', '10,000 files of the mix', OURS), 10_000),
    perFile(find('check', '1,000 files of the mix', OURS), 1_000),
    share => share <= 1.2,
  );
  for (const place of ['alone', 'in 10,000 files'])
    value(
      `start to first diagnostics, ${place}`,
      250,
      find('start', `compose 50 lines, ${place}`, OURS),
      'median',
      'ms',
    );
  value(
    'server memory, 10,000 files indexed: peak',
    150,
    find('memory', 'server, 10,000 files: peak', OURS),
    'median',
    'MB',
  );
  ratio(
    'keystroke, 2 folders of 10,000 files : 10 files',
    'at most 1.5',
    find('folders', 'keystroke, 2 folders, 10,000 files', OURS),
    find('folders', 'keystroke, 10 files', OURS),
    share => share <= 1.5,
  );
  for (const row of rows)
    if (row.tool === BEFORE)
      ratio(
        `${row.what}: ours : ${BEFORE}`,
        'at most 1.1',
        find('before', row.what, OURS),
        row,
        share => share <= 1.1,
      );
  value('bundle, server', 600, find('bundle', 'server.js', OURS), 'median', 'KB');
  value('bundle, client', 150, find('bundle', 'client.js', OURS), 'median', 'KB');
  value('bundle, VSIX', 700, find('bundle', 'vsix', OURS), 'median', 'KB');
  value('activation', 50, find('activation', 'activation', OURS), 'median', 'ms');
  return targets;
}

export function tableOf(rows: readonly Row[]): string {
  return columns([
    ['part', 'what', 'tool', 'n', 'median', 'p99', 'unit', 'CPU', 'note'],
    ...rows.map(row => [
      row.part,
      row.what,
      row.tool,
      String(row.n),
      digits(row.median),
      row.n > 1 ? digits(row.p99) : '',
      row.unit,
      row.processor === undefined ? '' : digits(row.processor),
      row.note ?? '',
    ]),
  ]);
}

export function targetTableOf(targets: readonly Target[]): string {
  return columns([
    ['target', 'limit', 'measured', ''],
    ...targets.map(({ what, limit, measured, isMet }) => [
      what,
      limit,
      measured ?? 'not measured',
      isMet === undefined ? '' : isMet ? 'met' : 'MISSED',
    ]),
  ]);
}

const NUMBERS = new Set(['n', 'median', 'p99', 'CPU']);

function columns(lines: readonly (readonly string[])[]): string {
  const head = lines[0] ?? [];
  const widths = head.map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)));
  const shown = lines.map(line =>
    line
      .map((cell, column) =>
        NUMBERS.has(head[column] ?? '')
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  shown.splice(1, 0, widths.map(width => '-'.repeat(width)).join('  '));
  return shown.join('\n');
}
