import { t } from '@vscode/l10n';
import { parsePortPart } from '../../text/port-spec';
import { type Block, literal, slice } from '../../text/source-text';
import { outside, type Span } from '../../text/spans';
import { interpolate, isUnknown, type Lookup } from '../../text/template';
import { isMadeBy, type Marks } from '../../text/template-actions';
import { findUrls } from '../../text/urls';
import { costOfDirectives, inOneBlock, type Listen, limitsIn, type Reading } from '../reading';
import { readAddress } from './address';
import { type Directive, MAX_DEPTH, readDirectives, type Word } from './directives';

/** What a file of an Apache configuration says. */
export interface ApacheReading extends Reading {
  readonly format: 'apache';
  readonly directives: readonly Directive[];
  /** Whether another program makes the configuration of it: then nobody knows what stands there in the end. */
  readonly isTemplated: boolean;
}

export function isApacheReading(reading: Reading | undefined): reading is ApacheReading {
  return reading?.format === 'apache';
}

/** So many directives cost what a port does. */
const DIRECTIVES_AN_ENTRY = 20;

/** The marks of templates; `${NAME}` and `%{NAME}` are Apache's own. */
const TEMPLATE: Marks = {
  marks: /@@?\w+@|(?<![/\w])__\w+__/,
  comment: /^[ \t]{0,256}#.*/gm,
};

/** The names of variables are as long as this. */
const NAME = /^\w{1,256}$/;

/** Reads a file of an Apache configuration: a whole one, or a part that another includes. */
export function readApache(text: string, uri: string): ApacheReading {
  const block: Block = { length: text.length };
  const { directives, isCut } = readDirectives(text);
  const lookup = definedIn(directives, block, uri);
  const names = namesOfHosts(directives);
  const listens = directives.flatMap((directive): readonly Listen[] => {
    if (!isListening(directive)) return [];
    const name = names.get(directive);
    const words = directive.isSection ? directive.args : directive.args.slice(0, 1);
    return words.flatMap(word => listenOf(word, block, name, lookup) ?? []);
  });
  // What is listened on is no reference.
  const apart = directives.filter(isListening).map(({ span }) => span);
  const mentions = outside(apart, findUrls(text));
  return {
    format: 'apache',
    weight: listens.length + mentions.length + Math.ceil(directives.length / DIRECTIVES_AN_ENTRY),
    cost: costOfDirectives(listens.length + mentions.length, directives),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    // Apache says itself what it cannot read.
    troubles: limitsIn(text, isCut ? [tooDeep()] : []),
    listens,
    directives,
    isTemplated: isMadeBy(TEMPLATE, text, () => quotedIn(directives, text)),
  };
}

/** The directives that say where something listens, in quotes as well. */
const TELLING = /^(?:listen|virtualhost|servername|serveralias|define|include|includeoptional)$/;

/** The words that are quoted, of directives that say nothing of this. */
function quotedIn(directives: readonly Directive[], text: string): readonly Span[] {
  return directives
    .filter(({ name }) => !TELLING.test(name))
    .flatMap(({ args }) => args.filter(({ span }) => /["']/.test(text[span.start - 1] ?? '')))
    .map(({ span }) => span);
}

function tooDeep(): string {
  return t('Blocks stand within more than {0} others, the most that Portolan reads.', MAX_DEPTH);
}

/** Whether a directive says where something listens, or which of these it serves. */
function isListening({ name, isSection }: Directive): boolean {
  return isSection ? name === 'virtualhost' : name === 'listen';
}

/** The variables that a file defines itself, for certain. */
function definedIn(directives: readonly Directive[], block: Block, uri: string): Lookup {
  const defined = new Map<string, Word>();
  for (const { name, args, isConditional, isSection } of directives) {
    const [variable, value] = args;
    if (name !== 'define' || isSection || isConditional || !variable || !value?.isPlain) continue;
    if (NAME.test(variable.value) && !value.value.includes('$')) defined.set(variable.value, value);
  }
  return name => {
    const word = defined.get(name);
    return word && { uri, text: literal(block, word.value, word.span.start) };
  };
}

/** What each `<VirtualHost>` is called: its `ServerName`, without scheme and port. */
function namesOfHosts(directives: readonly Directive[]): ReadonlyMap<Directive, string> {
  const names = new Map<Directive, string>();
  for (const { name, host, args } of directives) {
    const [value] = args;
    if (name !== 'servername' || !host || !value) continue;
    names.set(host, value.value.replace(/^[a-z]{1,16}:\/\//i, '').replace(/:\d{1,5}$/, ''));
  }
  return names;
}

function listenOf(word: Word, block: Block, name: string | undefined, lookup: Lookup): Listen | undefined {
  if (!word.isPlain) return undefined;
  const value = word.value;
  // A variable may be the port, or all.
  const variable = /(?:^|:)(\$\{\w{1,256}\})$/.exec(value)?.[1];
  const port = variable ?? readAddress(value).port;
  if (port === '') return undefined;
  const text = literal(block, value, word.span.start);
  const part = parsePortPart(interpolate(slice(text, value.length - port.length, value.length), lookup));
  if (!part || (part.range === null && !isUnknown(part.text.value))) return undefined;
  const address = value.slice(0, Math.max(0, value.length - port.length - 1));
  return {
    role: 'listen',
    port: part,
    protocol: 'tcp',
    address: address === '' ? undefined : address,
    name: name === undefined || name.includes('$') ? undefined : name,
  };
}
