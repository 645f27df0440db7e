import type { Node } from 'jsonc-parser';
import { attributeOf, type HclBlock, type HclBody, type HclValue, templateEnd, textOf } from '../../text/hcl';
import { parseJson } from '../../text/json';
import { type PortPart, parsePortPart } from '../../text/port-spec';
import { type Block, literal, type SourceText } from '../../text/source-text';
import { unknownValue } from '../../text/template';

/** A resource, and the file that it stands in. */
export interface Resource {
  readonly uri: string;
  readonly text: string;
  readonly block: Block;
  readonly kind: string;
  readonly name: SourceText | undefined;
  /** `aws_lb.web`, as others refer to it. */
  readonly address: string;
  readonly body: HclBody;
  /** Whether there may be several of it, or none. */
  readonly isCounted: boolean;
}

/** A value that the `locals` of a module give, and the file that says it. */
export interface Local {
  readonly uri: string;
  readonly text: SourceText;
}

export type Locals = ReadonlyMap<string, Local>;

/** A block of a resource, with what others call it. */
export function resourceOf(
  { labels: [kind, name], body }: HclBlock,
  file: Pick<Resource, 'uri' | 'text' | 'block'>,
): Resource {
  return {
    ...file,
    kind: kind?.value ?? '',
    name,
    address: `${kind?.value ?? ''}.${name?.value ?? ''}`,
    body,
    isCounted: attributeOf(body, 'count') !== undefined || attributeOf(body, 'for_each') !== undefined,
  };
}

/**
 * A text as it is written, or as a local value gives it; undefined where nothing stands there, or `null`. What is worked
 * out is unknown, and is one with what is worked out in the same way.
 */
export function textIn(
  value: HclValue | undefined,
  { block, text }: Pick<Resource, 'block' | 'text'>,
  locals: Locals,
): SourceText | undefined {
  if (!value || (value.kind === 'reference' && value.path === 'null')) return undefined;
  const written = textOf(value);
  if (written) return written;
  const { span } = value;
  const name =
    value.kind === 'reference' && value.path.startsWith('local.') ? value.path.slice(6) : undefined;
  const given = name === undefined ? undefined : locals.get(name);
  const result = given?.text.value ?? unknownValue(text.slice(span.start, span.end).replace(/\s+/g, ' '));
  const variable = given && {
    variable: { name: `local.${name}`, given: { by: 'file', uri: given.uri, text: given.text } as const },
  };
  const pieces =
    result === '' ? [] : [{ kind: 'opaque' as const, at: 0, length: result.length, span, ...variable }];
  return { value: result, block, pieces, span };
}

/** A port; one that is worked out is unknown, and 0 is none. */
export function portIn(
  value: HclValue | undefined,
  resource: Pick<Resource, 'block' | 'text'>,
  locals: Locals,
): PortPart | undefined {
  const text = textIn(value, resource, locals);
  const part = text && parsePortPart(text);
  return part && (part.range === null || (part.range.from === part.range.to && part.range.from > 0))
    ? part
    : undefined;
}

/** Where a definition of tasks of ECS lists its containers. */
export const CONTAINERS = 'container_definitions';

/** A list that stands there as HCL, within `jsonencode`, or as JSON between `<<END` and `END`. */
export function listIn(
  value: HclValue | undefined,
  resource: Pick<Resource, 'text' | 'block'>,
): HclValue | undefined {
  if (value?.kind === 'call' && value.name === 'jsonencode') return listIn(value.items[0], resource);
  if (value?.kind === 'list') return value;
  if (value?.kind !== 'heredoc') return undefined;
  const { root } = jsonIn(value, resource.text);
  const list = root && fromJson(root, resource, value.span.start);
  return list?.kind === 'list' ? list : undefined;
}

/** Whether a list stands there as JSON that is too deep to be read. */
export function isTooDeep(value: HclValue | undefined, text: string): boolean {
  return value?.kind === 'heredoc' && jsonIn(value, text).isTooDeep;
}

function jsonIn({ span: { start, end } }: HclValue, text: string): ReturnType<typeof parseJson> {
  return parseJson(withoutTemplates(text.slice(start, end)));
}

/** A value of JSON as one of HCL, in the place where it stands. The parser has counted how deep it is. */
function fromJson(node: Node, resource: Pick<Resource, 'text' | 'block'>, shift: number): HclValue {
  const start = node.offset + shift;
  const span = { start, end: start + node.length };
  const inner = (child: Node) => fromJson(child, resource, shift);
  switch (node.type) {
    case 'array':
      return { kind: 'list', items: (node.children ?? []).map(inner), span };
    case 'object':
      return {
        kind: 'object',
        attributes: (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
          key && value ? [{ name: String(key.value), value: inner(value) }] : [],
        ),
        span,
      };
    case 'number':
      return {
        kind: 'number',
        text: literal(resource.block, resource.text.slice(start, span.end), start),
        span,
      };
    case 'string': {
      const written = resource.text.slice(start + 1, span.end - 1);
      // In the place of quotes something is put in.
      return resource.text[start] !== '"' || /\\|[$%]\{/.test(written)
        ? { kind: 'open', span }
        : { kind: 'string', text: literal(resource.block, written, start + 1), span };
    }
    default:
      return { kind: 'open', span };
  }
}

/**
 * A text of JSON of the same length, in which what Terraform puts in is a text outside of quotes, and within them has no
 * quotes of its own.
 */
function withoutTemplates(text: string): string {
  let result = '';
  let isInQuotes = false;
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? '';
    const isTemplate = (character === '$' || character === '%') && text[at + 1] === '{';
    if (isTemplate) {
      const end = templateEnd(text, at);
      const written = text.slice(at, end);
      const inner = written.replace(/["\\\r\n]/g, '_');
      result += isInQuotes ? inner : `"${inner.slice(1, -1)}"`;
      at = end;
    } else if (isInQuotes && character === '\\') {
      result += text.slice(at, at + 2);
      at += 2;
    } else {
      if (character === '"') isInQuotes = !isInQuotes;
      result += character;
      at++;
    }
  }
  return result;
}
