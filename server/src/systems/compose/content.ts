import { withLineFeeds } from '../../text/characters';

/** What may stand at the top of a Compose file (Compose specification): Docker refuses any other key. */
const TOP_LEVEL = new Set(
  'version name services networks volumes secrets configs include models <<'.split(' '),
);

const KEY = /(?:"([^"\n]*)"|'([^'\n]*)'|([\w.$<-]+))[ \t]*:(?=[ \t\r\n]|$)/y;

/** What makes a service one that Docker runs, with the start of its value. */
const RUNS = /(?:image|"image"|build|"build"|extends|"extends")[ \t]*:(?:[ \t\r]+|(?=\n|$))/y;

/** The same within braces: `web: {image: nginx}`. */
const RUNS_IN_BRACES = /[{,][ \t]*(?:image|"image"|build|"build"|extends|"extends")[ \t]*:/;

/** The end of a line behind which a text of several lines follows (YAML 1.2, 8.1), and the most of it that is looked at. */
const TEXT = /[:-][ \t]+[|>][-+\d]{0,2}[ \t\r]*$/;
const MAX_HEADER = 32;

/**
 * Whether a YAML text is a Compose file, by lines and without parsing it: at its top only keys that Compose knows,
 * among them a mapping of services of which one has an image, a build or a service that it extends.
 */
export function servicesRun(text: string): boolean {
  return text.includes('services') && contentOf(text) === 'compose';
}

/** Whether programs such as Jinja make a Compose file of a text: its keys are no YAML yet. */
export function isTemplated(text: string): boolean {
  return (text.includes('{{') || text.includes('{%')) && contentOf(text) === 'templated';
}

/** Whether a YAML text has a key at its top that Compose files alone are about. */
export function mayBeCompose(text: string): boolean {
  return /^(?:services|include)[ \t]*:/m.test(withLineFeeds(text)) && contentOf(text) !== 'templated';
}

function contentOf(written: string): 'compose' | 'templated' | 'other' {
  const text = withLineFeeds(written);
  let isKnown = true;
  let isRunning = false;
  let isInServices = false;
  let serviceColumn = 0;
  let keyColumn = 0;
  /** Behind this column stands a text of several lines. */
  let textColumn = Number.POSITIVE_INFINITY;
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    let at = start;
    while (at < end && (text[at] === ' ' || text[at] === '\t')) at++;
    const column = at - start;
    start = end + 1;
    const isBlank = at === end || text[at] === '#' || text[at] === '\r';
    if (isBlank || (column > 0 && !isInServices)) continue;
    if (column > textColumn) continue;
    textColumn = TEXT.test(text.slice(Math.max(at, end - MAX_HEADER), end))
      ? column
      : Number.POSITIVE_INFINITY;
    if (text.startsWith('{%', at)) return 'templated';
    // What stands deeper than the keys of a service may be anything, also a text in which templates are.
    if (column > serviceColumn && keyColumn > 0 && column > keyColumn) continue;
    if (text.startsWith('{{', at)) return 'templated';
    const key = keyAt(text, at);
    if (column === 0) {
      if (key === undefined) continue;
      isInServices = key === 'services';
      serviceColumn = 0;
      isKnown &&= TOP_LEVEL.has(key) || key.startsWith('x-');
    } else if (serviceColumn === 0 || column <= serviceColumn) {
      // A list of services is another program's.
      if (key === undefined && text[at] === '-') return 'other';
      serviceColumn = column;
      keyColumn = 0;
    } else {
      keyColumn = column;
      RUNS.lastIndex = at;
      if (RUNS.test(text)) {
        const value = text.slice(RUNS.lastIndex, end);
        if (/^["']?\{\{/.test(value)) return 'templated';
        // An image is a text; charts of Kubernetes have a mapping there.
        isRunning ||= key !== 'image' || !/^(?:[{[#]|$)/.test(value);
      }
      continue;
    }
    if (isInServices && RUNS_IN_BRACES.test(text.slice(at, end))) isRunning = true;
  }
  return isKnown && isRunning ? 'compose' : 'other';
}

function keyAt(text: string, at: number): string | undefined {
  KEY.lastIndex = at;
  const match = KEY.exec(text);
  return match ? (match[1] ?? match[2] ?? match[3]) : undefined;
}
