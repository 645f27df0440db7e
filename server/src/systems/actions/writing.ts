import {
  type Cursor,
  inProtocol,
  MAX_LINE,
  startOfLine,
  typedAround,
  type Writing,
} from '../../text/writing';

/** The most lines that are looked at above and below a place. */
const MAX_LINES = 300;

/** An item of the `ports` of a service, or of the container of a job, on a line of its own. */
export function inPorts(at: Cursor): Writing | undefined {
  const [, space = '', quote, typed = ''] =
    /^( *)-\s+(["']?)([\d.:[\]a-f]*(?:\/[a-z]*)?)$/i.exec(at.before) ?? [];
  if (quote === undefined) return undefined;
  // A list may stand as far left as its key.
  const ports = keyAbove(at.text, at.lineStart, space.length + 1);
  const owner = ports?.key === 'ports' ? keyAbove(at.text, ports.start, ports.indent) : undefined;
  const around = owner && keyAbove(at.text, owner.start, owner.indent);
  if (!ports || !owner || (around?.key !== 'services' && owner.key !== 'container')) return undefined;
  const protocol = inProtocol(at, typed);
  if (protocol) return protocol;
  const whole = typedAround(at, typed, /^[^\s"']*/);
  if (whole.behind.includes('$')) return undefined;
  const image = imageBelow(at.text, owner.start, owner.indent, ports.indent);
  return { kind: 'mapping', image, isToBeQuoted: quote === '', ...whole };
}

interface Key {
  readonly key: string;
  readonly indent: number;
  readonly start: number;
}

/** The nearest key above a line that stands further left than `bound`. */
function keyAbove(text: string, lineStart: number, bound: number): Key | undefined {
  for (let end = lineStart - 1, count = 0; end >= 0 && count < MAX_LINES; count++) {
    const start = startOfLine(text, end);
    const [, space = '', key] = KEY.exec(text.slice(start, Math.min(end, start + MAX_LINE))) ?? [];
    if (key !== undefined && space.length < bound) return { key, indent: space.length, start };
    end = start - 1;
  }
  return undefined;
}

const KEY = /^( *)["']?([\w.-]{1,128})["']?[ \t]{0,16}:(?:\s|$)/;

/** The image that a mapping below a key has, whose own keys stand so far right. */
function imageBelow(text: string, from: number, outer: number, inner: number): string | undefined {
  let start = text.indexOf('\n', from) + 1;
  for (let count = 0; start > 0 && count < MAX_LINES; count++) {
    const feed = text.indexOf('\n', start);
    const line = text.slice(start, feed < 0 ? text.length : feed).slice(0, MAX_LINE);
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '' && indent <= outer) return undefined;
    const image = /^ *image:[ \t]{1,8}["']?([^\s"'#]{1,256})/.exec(line)?.[1];
    if (image !== undefined && indent === inner) return image;
    start = feed + 1;
  }
  return undefined;
}
