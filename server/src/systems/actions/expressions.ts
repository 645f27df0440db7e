import { perObject } from '../../text/per-object';
import { type SourceText, slice } from '../../text/source-text';
import type { Span } from '../../text/spans';
import { withUnknowns } from '../../text/template';

/** The most characters of one expression: GitHub allows more, people do not write them. */
const MAX_EXPRESSION = 4096;

/** Where the expressions of a text stand, `${{ … }}`: strings in them are in single quotes (GitHub, "Expressions"). */
function expressionsIn(value: string): readonly Span[] {
  const found: Span[] = [];
  let done = 0;
  for (let start = value.indexOf('${{'); start >= 0; start = value.indexOf('${{', done)) {
    const end = endOfExpression(value, start + 3);
    if (end === undefined) break;
    found.push({ start, end });
    done = end;
  }
  return found;
}

function endOfExpression(value: string, from: number): number | undefined {
  let isInString = false;
  for (let at = from; at < value.length && at - from < MAX_EXPRESSION; at++) {
    if (value[at] === "'") isInString = !isInString;
    else if (!isInString && value.startsWith('}}', at)) return at + 2;
  }
  return undefined;
}

/** A text in which what an expression gives is unknown: only a run works it out. */
export const evaluated = perObject(
  (text: SourceText): SourceText =>
    text.value.includes('${{') ? withUnknowns(text, expressionsIn(text.value)) : text,
);

/** Whether one expression is all of a text: it may give anything, also nothing. */
export function isExpression({ value }: SourceText): boolean {
  const [only] = expressionsIn(value.trim());
  return only !== undefined && only.start === 0 && only.end === value.trim().length;
}

/** A port of a service that an expression asks for: `job.services.redis.ports['6379']`. */
export interface PortKey {
  readonly service: SourceText;
  /** The key: the port of the container, as `docker port` tells it (actions/runner, `DockerUtil.ParseDockerPort`). */
  readonly key: SourceText;
}

const START = 'job.services';

/** What follows it: the service, by its name behind a dot or in brackets, `ports`, and the key in brackets. */
const REST =
  /(?:\.([A-Za-z_][\w-]{0,99})|\[[ ]{0,4}'([^'\n]{1,100})'[ ]{0,4}\])\.ports\[[ ]{0,4}(?:'(\d{1,5})'|(\d{1,5}))[ ]{0,4}\]/y;

/** The ports of services that the expressions of a text ask for, found once: aliases repeat it in any number of jobs. */
export const portKeysIn = perObject((text: SourceText): readonly PortKey[] => {
  const { value } = text;
  const found: PortKey[] = [];
  for (let at = value.indexOf(START); at >= 0; at = value.indexOf(START, at + START.length)) {
    if (/[\w.-]/.test(value[at - 1] ?? '')) continue;
    REST.lastIndex = at + START.length;
    const [whole, plain, quoted, ...keys] = REST.exec(value) ?? [];
    const [service, key] = [plain ?? quoted, keys[0] ?? keys[1]];
    if (whole === undefined || service === undefined || key === undefined) continue;
    const nameAt = at + START.length + whole.indexOf(service);
    const keyAt = at + START.length + whole.lastIndexOf(key);
    found.push({
      service: slice(text, nameAt, nameAt + service.length),
      key: slice(text, keyAt, keyAt + key.length),
    });
  }
  return found;
});
