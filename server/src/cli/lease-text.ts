import { pathToFileURL } from 'node:url';
import { formatRange } from '../ports/port';
import { array } from './json';
import type { Change } from './lease-plan';
import type { FileOf } from './places';
import { oneLine, table, withoutCommands } from './terminal';

/** What became of a variable, and in which file: a path. */
export interface Row extends Change {
  readonly file: string;
}

/** A line for each variable, for a person. */
export function rowsText(rows: readonly Row[], isReleased: boolean, fileOf: FileOf): string {
  if (rows.length === 0) return 'There is no lease here.\n';
  const lines = table(
    rows.map(row => [
      oneLine(fileOf(pathToFileURL(row.file).href)),
      oneLine(`${row.name}=${formatRange(row.range)}`),
      oneLine((row.variable?.units ?? []).join(', ')),
      stateText(row),
    ]),
  );
  const isNew = rows.some(({ state }) => state === 'added' || state === 'changed');
  const hint = isNew && !isReleased ? "'portolan lease --release' takes them back.\n" : '';
  return withoutCommands(`${lines}${hint}`);
}

/** The same as a JSON array. */
export function rowsJson(rows: readonly Row[], fileOf: FileOf): string {
  return array(
    rows.map(({ file, name, range, state, variable, written }) => ({
      file: fileOf(pathToFileURL(file).href),
      variable: name,
      from: range.from,
      to: range.to,
      state,
      ...(written !== undefined && { value: written }),
      services: variable?.units ?? [],
    })),
  );
}

function stateText({ state, written = '', variable }: Row): string {
  const before = variable?.range ? ` (was ${formatRange(variable.range)})` : '';
  switch (state) {
    case 'added':
      return `added${before}`;
    case 'changed':
      return `changed${before}`;
    case 'unchanged':
      return 'as before';
    case 'kept':
      return `left as it is: somebody has changed it to ${oneLine(written)}`;
    case 'removed':
      return 'taken away';
    case 'restored':
      return `set back to ${oneLine(written)}`;
  }
}
