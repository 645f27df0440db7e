import { t } from '@vscode/l10n';
import { parseFixedPort } from '../../ports/port';
import { spend, TooMuchWork } from '../../text/effort';
import { flatten } from '../../text/flatten';
import { targetOf } from '../../text/included';
import { perObject } from '../../text/per-object';
import type { Span } from '../../text/spans';
import { fileName, folderOf } from '../../text/uri';
import { documentsAround, documentsAt, type Files, keptWhileSame, MAX_FILES, MAX_STEPS } from '../includes';
import type { Document } from '../reading';
import type { Taken } from '../system';
import type { Directive, Word } from './directives';
import { type Listening, readListen } from './listen';
import { isNginxReading, type NginxReading } from './reading';

/** A value with a port in it, and whether nginx accepts that. */
export interface Part {
  readonly word: Word;
  readonly isPort: boolean;
}

/** The values of a file's `listen` and of the servers of its upstreams, as far as they have a port. */
export const partsOf = perObject(({ directives }: NginxReading): readonly Part[] =>
  flatten(directives).flatMap(({ name, args, block = [] }) => {
    const [value] = args;
    if (name === 'listen' && value) return [{ word: value, isPort: !isFaulty(inHttp(value)) }];
    if (name !== 'upstream') return [];
    return block.flatMap(({ name: own, args: [peer] }) =>
      own === 'server' && peer ? [{ word: peer, isPort: isPeer(peer.value) }] : [],
    );
  }),
);

function isFaulty(listening: Listening): boolean {
  return typeof listening === 'object' && 'fault' in listening;
}

/** Whether the port of an upstream's server is one, if it has any: a range is none here. */
function isPeer(value: string): boolean {
  if (value.includes('$') || /^unix:/i.test(value)) return true;
  const port = /^(?:\[[^\]]*\]|[^:[\]/]*):([^/]*)$/.exec(value)?.[1];
  return port === undefined || parseFixedPort(port) !== undefined;
}

/** A directive, and the file that says it. */
interface Said {
  readonly uri: string;
  readonly directive: Directive;
}

/** A `listen` of a server. */
export interface ListenSaid {
  readonly uri: string;
  /** Its value. */
  readonly value: Word;
  readonly listening: Listening;
  readonly options: readonly string[];
}

export interface Server {
  readonly uri: string;
  /** Where `server` is written. */
  readonly span: Span;
  readonly listens: readonly ListenSaid[];
  readonly names: readonly { readonly uri: string; readonly word: Word }[];
}

/** The servers of one `http` or `stream`, in the order in which nginx reads them. */
export interface Section {
  readonly kind: 'http' | 'stream';
  readonly servers: readonly Server[];
}

/** One configuration of nginx, as far as the workspace has it. */
export interface Configuration {
  readonly sections: readonly Section[];
  /** Each of its files. */
  readonly uris: ReadonlySet<string>;
}

/** A configuration has so many directives at the most. */
const MAX_DIRECTIVES = 20_000;

/** The configurations that a file is part of: those of the `nginx.conf` around that include it, else it by itself. */
export function configurationsWith(files: Files, { uri, reading }: Document): readonly Configuration[] {
  if (!isNginxReading(reading)) return [];
  if (isWhole(reading)) return [configurationFrom(files, uri, reading)];
  const including = mainsAround(files, uri).filter(({ uris }) => uris.has(uri));
  return including.length > 0 ? including : [configurationFrom(files, uri, reading)];
}

/** Whether a file is what nginx starts with, not a part of that. */
function isWhole({ directives }: NginxReading): boolean {
  return directives.some(({ name, block }) => block && ['http', 'stream', 'events'].includes(name));
}

/** Files with the name that a whole configuration has. */
const MAIN = /^nginx\./;

function mainsAround(files: Files, uri: string): readonly Configuration[] {
  return documentsAround(files, uri, 'nginx')
    .flatMap(mainsAmong)
    .flatMap(({ uri: main, reading }) => {
      spend();
      return isNginxReading(reading) ? [configurationFrom(files, main, reading)] : [];
    });
}

const mainsAmong = perObject((documents: readonly Document[]): readonly Document[] =>
  documents.filter(
    ({ uri, reading }) => MAIN.test(fileName(uri)) && isNginxReading(reading) && isWhole(reading),
  ),
);

/** A configuration, made anew where one of its files, or what stands beside them, is another. */
const configurationFrom = keptWhileSame(makeConfiguration, tooMuch);

function makeConfiguration(files: Files, uri: string, reading: NginxReading): Configuration {
  const reader = {
    files,
    folder: folderOf(uri),
    uris: new Set([uri]),
    left: MAX_DIRECTIVES,
  };
  const top = expand(reader, uri, reading.directives);
  const sections = top.flatMap((said): readonly Section[] => {
    const { name, block } = said.directive;
    if (!block || (name !== 'http' && name !== 'stream')) return [];
    return [sectionOf(reader, name, expand(reader, said.uri, block))];
  });
  // A part by itself stands in `http`, unless it passes on what it gets without looking into it.
  const servers = top.filter(isServer);
  const parts = servers.length > 0 ? [sectionOf(reader, isOfStream(servers) ? 'stream' : 'http', top)] : [];
  return { sections: [...sections, ...parts], uris: reader.uris };
}

interface Reader {
  readonly files: Files;
  /** Where relative paths start. */
  readonly folder: string;
  readonly uris: Set<string>;
  left: number;
}

function isServer({ directive }: Said): boolean {
  return directive.name === 'server' && directive.block !== undefined;
}

function isOfStream(servers: readonly Said[]): boolean {
  return servers.every(({ directive }) => directive.block?.some(({ name }) => name === 'proxy_pass'));
}

/** What is beyond a limit is not passed over in silence: whoever asks is told that it was too much. */
function tooMuch(): TooMuchWork {
  return new TooMuchWork(t('This configuration of nginx is larger than what Portolan puts together.'));
}

/** Directives with what they include in its place; `way` are the files that lead to theirs. */
function expand(
  reader: Reader,
  uri: string,
  directives: readonly Directive[],
  way: readonly string[] = [],
): readonly Said[] {
  return directives.flatMap((directive): readonly Said[] => {
    spend();
    if (--reader.left < 0) throw tooMuch();
    const [path] = directive.args;
    if (directive.name !== 'include' || directive.block || !path) return [{ uri, directive }];
    if (way.length >= MAX_STEPS) throw tooMuch();
    return included(reader, path.value).flatMap(document => {
      // Files that include each other have no end, and nginx refuses them.
      const isCircle = document.uri === uri || way.includes(document.uri);
      if (isCircle || !isNginxReading(document.reading)) return [];
      reader.uris.add(document.uri);
      if (reader.uris.size > MAX_FILES) throw tooMuch();
      return expand(reader, document.uri, document.reading.directives, [...way, uri]);
    });
  });
}

/** The files that a path means; of a pattern in the order of their bytes. */
function included({ files, folder }: Reader, path: string): readonly Document[] {
  const target = targetOf(folder, path);
  return target ? documentsAt(files, target, 'nginx') : [];
}

/** What comes with nginx, so that nobody keeps it beside a configuration. */
const OF_NGINX =
  /^(?:mime\.types|(?:fastcgi|uwsgi|scgi|proxy)(?:_params|\.conf)|koi-utf|koi-win|win-utf|(?:snippets|modules(?:-enabled)?|conf\.d)\/.*)$/;

/** What a part of a whole configuration takes in: nginx looks at no names. */
export function takesIn({ uri, reading }: Document, part: Document): readonly Taken[] {
  if (!isNginxReading(reading) || !isWhole(reading) || reading.isTemplated) return [];
  return (isNginxReading(part.reading) ? pathsOf(part.reading) : []).flatMap((path): readonly Taken[] => {
    const target = targetOf(folderOf(uri), path);
    if (!target) return [];
    const isMissed = !target.isPattern && !path.startsWith('/') && !OF_NGINX.test(path);
    return [{ target, path, isMissed }];
  });
}

const pathsOf = perObject(({ directives }: NginxReading): readonly string[] =>
  flatten(directives).flatMap(({ name, args: [path], block }) =>
    name === 'include' && path && !block ? [path.value] : [],
  ),
);

function sectionOf(reader: Reader, kind: Section['kind'], said: readonly Said[]): Section {
  return {
    kind,
    servers: said.filter(isServer).map(({ uri, directive }) => {
      const own = expand(reader, uri, directive.block ?? []);
      const named = own.filter(one => one.directive.name === 'server_name');
      return {
        uri,
        span: { start: directive.span.start, end: directive.span.start + directive.name.length },
        listens: own.flatMap(one => listenSaid(one, kind) ?? []),
        names: named.flatMap(one => one.directive.args.map(word => ({ uri: one.uri, word }))),
      };
    }),
  };
}

function listenSaid({ uri, directive }: Said, kind: Section['kind']): ListenSaid | undefined {
  const [value, ...options] = directive.args;
  if (directive.name !== 'listen' || !value) return undefined;
  return {
    uri,
    value,
    listening: kind === 'http' ? inHttp(value) : inStream(value),
    options: options.map(option => option.value),
  };
}

const inHttp = perObject(({ value }: Word) => readListen(value, 80));
const inStream = perObject(({ value }: Word) => readListen(value, 0));
