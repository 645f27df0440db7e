import { type Cursor, inUrl, MAX_LINE, startOfLine, typedAround, type Writing } from '../../text/writing';

/** What goes on with a number or a name. */
const NAME = /^[\w-]*/;

/** The most lines around that are searched for the name of a Service. */
const MAX_LINES = 8;

/** What is being written in a manifest: a port of a container, one that a Service leads to, one of a Service. */
export function writingIn(at: Cursor): Writing | undefined {
  return inPort(at) ?? inUrl(at, true);
}

function inPort(at: Cursor): Writing | undefined {
  const [, key, typed] =
    /(?:^|[\s{,-])(containerPort|targetPort|servicePort|number|port|name):[ \t]+["']?([\w-]{0,64})$/.exec(
      at.before,
    ) ?? [];
  if (key === undefined || typed === undefined) return undefined;
  const around = typedAround(at, typed, NAME);
  if (key === 'containerPort') return { kind: 'declared', ...around };
  if (key === 'targetPort') return { kind: 'reference', wants: 'either', ...around };
  if (key === 'servicePort') return ofService(at, 'serviceName', 'either', around);
  if (key === 'port') return ofService(at, 'name', 'number', around);
  const isBelowPort = /(?:port|number):\s*\{[^{}]{0,64}$/.test(at.before) || lineAbove(at).trim() === 'port:';
  return isBelowPort ? ofService(at, 'name', key === 'number' ? 'number' : 'name', around) : undefined;
}

/** A port of the Service that is named beside it, on the same line or on one of those around. */
function ofService(
  at: Cursor,
  key: string,
  wants: 'number' | 'name' | 'either',
  around: ReturnType<typeof typedAround>,
): Writing | undefined {
  const name = new RegExp(`(?:^|[\\s{,-])${key}:[ \\t]+["']?([a-z\\d][a-z\\d.-]{0,252})`, 'i');
  const lines = [at.before, ...linesAround(at)];
  const host = lines.flatMap(line => name.exec(line)?.[1] ?? [])[0];
  return host === undefined ? undefined : { kind: 'reference', wants, host, ...around };
}

function lineAbove({ text, lineStart }: Cursor): string {
  if (lineStart === 0) return '';
  const start = startOfLine(text, lineStart - 1);
  return text.slice(start, Math.min(lineStart - 1, start + MAX_LINE));
}

/** The lines above, the nearest first, and those below, as far as the document goes. */
function linesAround(at: Cursor): readonly string[] {
  const above: string[] = [];
  for (let cursor = at; cursor.lineStart > 0 && above.length < MAX_LINES; ) {
    const line = lineAbove(cursor);
    if (line.startsWith('---')) break;
    above.push(line);
    cursor = { ...cursor, lineStart: startOfLine(cursor.text, cursor.lineStart - 1) };
  }
  const rest = at.text.slice(at.offset, at.offset + MAX_LINE).split('\n');
  const mark = rest.findIndex(line => line.startsWith('---'));
  return [...above, ...rest.slice(0, mark < 0 ? MAX_LINES : mark)];
}
