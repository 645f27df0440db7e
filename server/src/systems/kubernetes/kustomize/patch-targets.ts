import { perObject } from '../../../text/per-object';
import { type MapTree, textAt, textsAt } from '../../../text/yaml-tree';
import type { Resource } from '../resource';
import { type Selector, selects } from '../selector';
import { firstIdOf, type Item, idOf } from './built';
import { versionOf } from './field-specs';
import { readPattern } from './regular-expression';
import type { Verdict } from './verdict';

/** Which resources a patch is for: made ready with a verdict that pays for it, and for each item that is asked about. */
export type Target = (verdict: Verdict) => (item: Item) => boolean;

/** What a text has to be, made ready in the same way. */
type Test = (verdict: Verdict) => (text: string) => boolean;

const KEYS = new Set([
  ...['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector', 'apiVersion'],
]);

const ANY: Test = () => () => true;

/**
 * Reads the target of a patch: names and kinds are regular expressions for the whole of them, and a name may be the one
 * that a resource had at first. Undefined for what Kustomize refuses, or Portolan does not read.
 */
export const readTarget = perObject((target: MapTree): Target | undefined => {
  if ([...target.entries.keys()].some(key => !KEYS.has(key))) return undefined;
  const test = (key: string) => readTest(textAt(target, key) ?? '');
  const group = test('group');
  const version = test('version');
  const kind = test('kind');
  const name = test('name');
  const namespace = test('namespace');
  const labels = readSelector(textAt(target, 'labelSelector'));
  const annotations = readSelector(textAt(target, 'annotationSelector'));
  if (!group || !version || !kind || !name || !namespace || !labels || !annotations) return undefined;
  return verdict => {
    const [isGroup, isVersion, isKind] = [group(verdict), version(verdict), kind(verdict)];
    const [isName, isNamespace] = [name(verdict), namespace(verdict)];
    return item => {
      const { resource } = item;
      const [first, now] = [firstIdOf(item), idOf(item)];
      return (
        (isNamespace(first.namespace) || isNamespace(now.namespace)) &&
        (isName(first.name) || isName(now.name)) &&
        isGroup(resource.group ?? '') &&
        isVersion(versionOf(resource)) &&
        isKind(resource.kind) &&
        hasSelected(resource, 'labels', labels, verdict) &&
        hasSelected(resource, 'annotations', annotations, verdict)
      );
    };
  };
});

/** A pattern that only itself matches. */
const PLAIN = /^[\w-]+$/;

/** So much of the size of a pattern is matched with a character in the time of one step. */
const SIZE_A_STEP = 16;

/** To make a pattern ready takes as long as to match so many characters. */
const CHARACTERS_TO_READY = 16;

/** A pattern for the whole of a text: each text is matched once, and none once the steps ran out. */
function readTest(written: string): Test | undefined {
  if (written === '') return ANY;
  if (PLAIN.test(written)) return () => text => text === written;
  const pattern = readPattern(written);
  if (!pattern) return undefined;
  return verdict => {
    const isPaid = (characters: number) => {
      verdict.left -= Math.ceil((pattern.size * characters) / SIZE_A_STEP);
      return verdict.left >= 0;
    };
    let matches: ((text: string) => boolean) | undefined;
    const known = new Map<string, boolean>();
    return text => {
      const before = known.get(text);
      if (before !== undefined) return before;
      if (!matches && isPaid(CHARACTERS_TO_READY)) matches = pattern.ready();
      const isMatch = isPaid(text.length + 1) && matches?.(text) === true;
      known.set(text, isMatch);
      return isMatch;
    };
  };
}

/** So many expressions are looked at in the time of one step. */
const EXPRESSIONS_A_STEP = 8;

/** Whether the labels or annotations of a resource are what a selector wants. */
function hasSelected(
  { tree }: Resource,
  key: 'labels' | 'annotations',
  selector: Selector,
  verdict: Verdict,
): boolean {
  if (selector.expressions.length === 0) return true;
  verdict.left -= Math.ceil(selector.expressions.length / EXPRESSIONS_A_STEP);
  return verdict.left >= 0 && selects(selector, textsAt(tree, 'metadata', key) ?? NOTHING);
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** The items that a target means; none where they cost too much to find. */
export function targeted(items: readonly Item[], target: Target, verdict: Verdict): ReadonlySet<Item> {
  verdict.left -= items.length * STEPS_A_TARGET;
  const meant = verdict.left < 0 ? [] : items.filter(target(verdict));
  return new Set(verdict.left < 0 ? [] : meant);
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
