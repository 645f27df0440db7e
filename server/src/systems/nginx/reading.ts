import { t } from '@vscode/l10n';
import { flatten } from '../../text/flatten';
import { parsePortPart } from '../../text/port-spec';
import { type Block, literal } from '../../text/source-text';
import { outside, type Span } from '../../text/spans';
import { interpolate } from '../../text/template';
import { findUrls } from '../../text/urls';
import { inOneBlock, type Listen, type Reading } from '../reading';
import { type Directive, MAX_DEPTH, readDirectives, type Word } from './directives';

/** What a file of an nginx configuration says. */
export interface NginxReading extends Reading {
  readonly format: 'nginx';
  readonly directives: readonly Directive[];
  /** Whether another program makes the configuration of it: then nobody knows what stands there in the end. */
  readonly isTemplated: boolean;
}

export function isNginxReading(reading: Reading | undefined): reading is NginxReading {
  return reading?.format === 'nginx';
}

/** So many directives cost what a port does: a map may have thousands. */
const DIRECTIVES_AN_ENTRY = 20;

/** The marks of templates, but for the `${NAME}` that the image of nginx replaces. */
const TEMPLATE = /\{\{|\{%|<%|__\w+__|%%\w+%%/;

/** What a template puts in, and what it does else, on one line. */
const ACTION = /\{\{[^{}\n]{0,400}\}\}|\{%[^%\n]{0,400}%\}|<%[^%\n]{0,400}%>/g;

/** Puts in a value: nobody knows which. */
const PUTS = /^(?:\{\{[-~]?(?!\s{0,8}(?:if|else|end|range|with|define|block)\b)\s{0,8}[\w.$('"@]|<%[-=])/;

/** A text of the same length without the actions of its template: a word that says nothing where one puts in a value. */
function withoutActions(text: string): string {
  return text.replace(ACTION, action => (PUTS.test(action) ? '_' : ' ').repeat(action.length));
}

/** Reads a file of an nginx configuration: a whole one, or a part that another includes. */
export function readNginx(text: string): NginxReading {
  const block: Block = { length: text.length };
  const isTemplated = TEMPLATE.test(text);
  const plain = isTemplated ? withoutActions(text) : text;
  const { directives, isCut, isOpen, isTorn } = readDirectives(plain);
  const torn = isTorn ? t('A "}" stands where no block ends.') : undefined;
  const broken = isOpen ? t('It ends within a block or a directive.') : torn;
  const trouble = isCut ? tooDeep() : isTemplated ? undefined : broken;
  const all = flatten(directives);
  const listens = all
    .filter(({ name }) => name === 'server')
    .flatMap(({ block: own = [] }) => listensOf(own, plain, block));
  const upstreams = new Set(
    all.filter(({ name }) => name === 'upstream').map(({ args }) => args[0]?.value.toLowerCase() ?? ''),
  );
  // What nginx listens on is no reference; and the name of an upstream is no host.
  const apart = all.filter(({ name }) => name === 'listen').map(({ span }) => span);
  const mentions = outside(apart, findUrls(text)).filter(({ host }) => !upstreams.has(host));
  return {
    format: 'nginx',
    weight: listens.length + mentions.length + Math.ceil(all.length / DIRECTIVES_AN_ENTRY),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: trouble === undefined ? [] : [{ message: trouble, span: { start: 0, end: text.length } }],
    listens,
    directives,
    isTemplated,
  };
}

function tooDeep(): string {
  return t('Blocks stand within more than {0} others, the most that Portolan reads.', MAX_DEPTH);
}

/** The ports of the `listen` of a server, each with the name that it serves there. */
function listensOf(server: readonly Directive[], text: string, block: Block): readonly Listen[] {
  const name = server.find(one => one.name === 'server_name')?.args[0]?.value;
  return server.flatMap(({ name: directive, args }) => {
    const [value, ...options] = args;
    if (directive !== 'listen' || !value) return [];
    const span = portSpan(value, text);
    const written = span && literal(block, text.slice(span.start, span.end), span.start);
    const port = written && parsePortPart(interpolate(written, () => undefined));
    if (!port) return [];
    const protocol = options.some(option => option.value === 'udp') ? 'udp' : 'tcp';
    const address = text.slice(value.span.start, span.start - 1);
    return [
      {
        role: 'listen' as const,
        port,
        protocol,
        address: address === '' ? undefined : address,
        name: name === '' || name === '_' ? undefined : name,
      },
    ];
  });
}

/** Where the port of a `listen` stands; undefined where none does, as behind a path. */
function portSpan({ value, span }: Word, text: string): Span | undefined {
  // An escape would make two things of one.
  if (/^unix:/i.test(value) || text.slice(span.start, span.end) !== value) return undefined;
  const at = /(?:^|:)(\d+(?:-\d+)?|\$\{?\w+\}?)$/.exec(value);
  const port = at?.[1];
  return port === undefined || (value.startsWith('[') && !value.includes(']:'))
    ? undefined
    : { start: span.end - port.length, end: span.end };
}
