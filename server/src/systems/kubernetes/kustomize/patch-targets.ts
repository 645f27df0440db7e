import { type MapTree, textAt, textsAt } from '../../../text/yaml-tree';
import { type Selector, selects } from '../selector';
import { firstIdOf, type Item, idOf } from './built';
import { versionOf } from './field-specs';
import { readPattern } from './regular-expression';
import type { Verdict } from './verdict';

/** Which resources a patch is for. */
export type Target = (item: Item) => boolean;

const KEYS = new Set([
  ...['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector', 'apiVersion'],
]);

const ANY = () => true;

/**
 * Reads the target of a patch: names and kinds are regular expressions for the whole of them, and a name may be the one
 * that a resource had at first. Undefined for what Kustomize refuses, or Portolan does not read.
 */
export function readTarget(target: MapTree): Target | undefined {
  if ([...target.entries.keys()].some(key => !KEYS.has(key))) return undefined;
  const test = (key: string) => {
    const written = textAt(target, key) ?? '';
    if (written === '') return ANY;
    const pattern = readPattern(written);
    return pattern && ((text: string) => pattern.matches(text));
  };
  const group = test('group');
  const version = test('version');
  const kind = test('kind');
  const name = test('name');
  const namespace = test('namespace');
  const labels = readSelector(textAt(target, 'labelSelector'));
  const annotations = readSelector(textAt(target, 'annotationSelector'));
  if (!group || !version || !kind || !name || !namespace || !labels || !annotations) return undefined;
  return item => {
    const { resource } = item;
    const [first, now] = [firstIdOf(item), idOf(item)];
    return (
      (namespace(first.namespace) || namespace(now.namespace)) &&
      (name(first.name) || name(now.name)) &&
      group(resource.group ?? '') &&
      version(versionOf(resource)) &&
      kind(resource.kind) &&
      selects(labels, textsAt(resource.tree, 'metadata', 'labels') ?? NOTHING) &&
      selects(annotations, textsAt(resource.tree, 'metadata', 'annotations') ?? NOTHING)
    );
  };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** The items that a target means; none where they cost too much to find. */
export function targeted(items: readonly Item[], target: Target, verdict: Verdict): ReadonlySet<Item> {
  verdict.left -= items.length * STEPS_A_TARGET;
  return new Set(verdict.left < 0 ? [] : items.filter(target));
}

const STEPS_A_TARGET = 10;

type Expression = Selector['expressions'][number];

/** Reads what labels have to be as `kubectl` takes it: `app=web,tier in (a, b),!old`. */
function readSelector(text: string | undefined): Selector | undefined {
  const parts = partsOf(text ?? '');
  const expressions = parts.flatMap(part => readExpression(part) ?? []);
  return expressions.length === parts.length ? { labels: NOTHING, expressions } : undefined;
}

/** What stands between commas, those in brackets left out. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let [start, isOpen] = [0, false];
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === '(') isOpen = true;
    else if (character === ')') isOpen = false;
    else if (character === undefined || (character === ',' && !isOpen)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return text.trim() === '' ? [] : parts;
}

const KEY = /^[\w./-]+$/;

function readExpression(part: string): Expression | undefined {
  if (part.startsWith('!')) return expression(part.slice(1), 'DoesNotExist', []);
  if (KEY.test(part)) return expression(part, 'Exists', []);
  const equals = part.indexOf('=');
  if (equals > 0 && !part.includes('(')) {
    const isNot = part[equals - 1] === '!';
    const value = part.slice(equals + (part[equals + 1] === '=' ? 2 : 1));
    return expression(part.slice(0, isNot ? equals - 1 : equals), isNot ? 'NotIn' : 'In', [value.trim()]);
  }
  const open = part.indexOf('(');
  const [key = '', operator, ...rest] = part
    .slice(0, Math.max(0, open))
    .trim()
    .split(/[ \t]+/);
  if (!part.endsWith(')') || rest.length > 0 || (operator !== 'in' && operator !== 'notin')) return undefined;
  const values = part.slice(open + 1, -1).split(',');
  return expression(
    key,
    operator === 'in' ? 'In' : 'NotIn',
    values.map(value => value.trim()),
  );
}

function expression(key: string, operator: string, values: readonly string[]): Expression | undefined {
  const isPlain = values.every(value => value === '' || KEY.test(value));
  return KEY.test(key.trim()) && isPlain ? { key: key.trim(), operator, values: new Set(values) } : undefined;
}
