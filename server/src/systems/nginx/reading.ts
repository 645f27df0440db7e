import { t } from '@vscode/l10n';
import { withoutBrackets } from '../../ports/address';
import { flatten } from '../../text/flatten';
import { parsePortPart } from '../../text/port-spec';
import { type Block, literal } from '../../text/source-text';
import { outside, type Span } from '../../text/spans';
import { interpolate } from '../../text/template';
import { isMadeBy, type Marks, withoutActions } from '../../text/template-actions';
import { findUrls, type UrlMention } from '../../text/urls';
import { costOfDirectives, inOneBlock, type Listen, limitsIn, type Reading } from '../reading';
import { type Directive, type Directives, MAX_DEPTH, readDirectives, type Word } from './directives';
import { protocolOf } from './listen';

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
const TEMPLATE: Marks = {
  marks: /(?<![/\w])__\w+__|%%\w+%%|(?<!\$)\{[A-Z][A-Z\d_]{2,64}\}/,
  comment: /(?<=^|[\s;{}])#.*/gm,
};

/** Reads a file of an nginx configuration: a whole one, or a part that another includes. */
export function readNginx(text: string): NginxReading {
  const block: Block = { length: text.length };
  const written = readDirectives(text);
  const isTemplated = isMadeBy(TEMPLATE, text, () => textsIn(written, text));
  const plain = isTemplated ? withoutActions(text) : text;
  const { directives, isCut, isOpen, isTorn } = plain === text ? written : readDirectives(plain);
  const torn = isTorn ? t('A "}" stands where no block ends.') : undefined;
  const broken = isOpen ? t('It ends within a block or a directive.') : torn;
  const fault = isCut || isTemplated ? undefined : broken;
  const all = flatten(directives);
  const listens = all
    .filter(({ name }) => name === 'server')
    .flatMap(({ block: own = [] }) => listensOf(own, plain, block));
  const upstreams = new Set(
    all.filter(({ name }) => name === 'upstream').map(({ args }) => args[0]?.value.toLowerCase() ?? ''),
  );
  const destinations = destinationsOf(all, text);
  // What nginx listens on is no reference; and the name of an upstream is no host.
  const listened = all.filter(({ name }) => name === 'listen').map(({ span }) => span);
  const apart = [...listened, ...destinations.map(({ span }) => span)].sort((a, b) => a.start - b.start);
  const mentions = [...destinations, ...outside(apart, findUrls(text))]
    .filter(({ host }) => !upstreams.has(host))
    .sort((a, b) => a.span.start - b.span.start);
  return {
    format: 'nginx',
    weight: listens.length + mentions.length + Math.ceil(all.length / DIRECTIVES_AN_ENTRY),
    cost: costOfDirectives(listens.length + mentions.length, all),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: [
      ...limitsIn(text, isCut ? [tooDeep()] : []),
      ...(fault === undefined ? [] : [{ message: fault, span: { start: 0, end: text.length } }]),
    ],
    listens,
    directives,
    isTemplated,
  };
}

/** The directives that say where something listens or leads, in quotes as well. */
const TELLING = /^(?:listen|server|server_name|include|upstream|\w+_pass)$/;

/** The texts of a configuration; none where they may have begun or ended elsewhere. */
function textsIn({ directives, foreign, isCut, isOpen, isTorn }: Directives, text: string): readonly Span[] {
  if (isCut || isOpen || isTorn) return [];
  const quoted = flatten(directives)
    .filter(({ name }) => !TELLING.test(name))
    .flatMap(({ args }) => args.filter(({ span }) => /["']/.test(text[span.start - 1] ?? '')))
    .map(({ span }) => span);
  return [...quoted, ...foreign].sort((a, b) => a.start - b.start);
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
    const protocol = protocolOf(options.map(option => option.value));
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

/** The servers of an `upstream`, and what `proxy_pass`, `fastcgi_pass` and their like pass on to without a scheme. */
function destinationsOf(all: readonly Directive[], text: string): readonly UrlMention[] {
  return all.flatMap(({ name, args, block = [] }) => {
    if (name === 'upstream')
      return block.flatMap(one => (one.name === 'server' ? destination(one, text) : []));
    return name.endsWith('_pass') ? destination({ args }, text) : [];
  });
}

/** The first argument as a host with a port; none where the host is a variable's. */
function destination({ args: [word] }: Pick<Directive, 'args'>, text: string): readonly UrlMention[] {
  const [, written = '', port = ''] = /^([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(word?.value ?? '') ?? [];
  // An escape would make two characters of one.
  if (!word || written === '' || word.span.end - word.span.start !== word.value.length) return [];
  const hostEnd = word.span.end - port.length - 1;
  return [
    {
      scheme: 'tcp',
      // As written where a template puts it in.
      host: withoutBrackets(text.slice(word.span.start, hostEnd)).toLowerCase(),
      span: word.span,
      hostSpan: { start: word.span.start, end: hostEnd },
      port,
      portSpan: { start: hostEnd + 1, end: word.span.end },
    },
  ];
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
