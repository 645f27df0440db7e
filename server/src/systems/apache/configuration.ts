import { t } from '@vscode/l10n';
import { spend, TooMuchWork } from '../../text/effort';
import { type Target, targetOf } from '../../text/included';
import { perObject } from '../../text/per-object';
import { fileName, folderOf, parentOf } from '../../text/uri';
import { documentsAround, documentsAt, type Files, keptWhileSame, MAX_FILES, MAX_STEPS } from '../includes';
import type { Document } from '../reading';
import type { Taken } from '../system';
import type { Directive } from './directives';
import { type ApacheReading, isApacheReading } from './reading';

/** A directive that counts for certain, and the file that says it. */
export interface Said {
  readonly uri: string;
  readonly directive: Directive;
}

/** One configuration of Apache, as far as the workspace has it: its `Listen`, in the order in which they are read. */
export interface Configuration {
  readonly listens: readonly Said[];
  /** Each of its files. */
  readonly uris: ReadonlySet<string>;
}

/** Where the paths of a configuration start in the container or on the machine (`ServerRoot`), as it comes with packages. */
const ROOTS = ['/etc/apache2', '/etc/httpd', '/usr/local/apache2'];

/** The configurations that a file is part of: those around that include it, else it by itself with what it includes. */
export function configurationsWith(files: Files, { uri, reading }: Document): readonly Configuration[] {
  if (!isApacheReading(reading)) return [];
  const including = mainsAround(files, uri).filter(({ uris }) => uris.has(uri));
  return including.length > 0 ? including : [configurationFrom(files, uri, reading)];
}

function mainsAround(files: Files, uri: string): readonly Configuration[] {
  return documentsAround(files, uri, 'apache')
    .flatMap(mainsAmong)
    .flatMap(({ uri: main, reading }) => {
      spend();
      return isApacheReading(reading) ? [configurationFrom(files, main, reading)] : [];
    });
}

const mainsAmong = perObject((documents: readonly Document[]): readonly Document[] =>
  documents.filter(
    ({ reading }) =>
      isApacheReading(reading) &&
      !reading.isTemplated &&
      countingIn(reading).some(({ name }) => name !== 'listen'),
  ),
);

/** What says of a file where it listens, and what it takes in, for certain. */
const countingIn = perObject(({ directives }: ApacheReading): readonly Directive[] =>
  directives.filter(
    ({ name, isSection, isConditional, host }) =>
      !isSection && !isConditional && !host && ['listen', 'include', 'includeoptional'].includes(name),
  ),
);

const rootIn = perObject(({ directives }: ApacheReading): string | undefined => {
  const [word] =
    directives.find(({ name, isConditional }) => name === 'serverroot' && !isConditional)?.args ?? [];
  return word?.isPlain && !word.value.includes('$') ? word.value.replace(/\/$/, '') : undefined;
});

/** Where the paths of a configuration lead. */
interface Base {
  /** What the paths of the program's machine start with that stand below the folder here. */
  readonly roots: readonly string[];
  readonly folder: string;
}

function baseOf(uri: string, reading: ApacheReading): Base {
  const own = rootIn(reading);
  const folder = folderOf(uri);
  // The main file of httpd itself stands in a folder of its own below the root.
  const isBelow = fileName(uri) === 'httpd.conf' && folder.endsWith('/conf/');
  return { roots: own === undefined ? ROOTS : [own], folder: isBelow ? parentOf(folder) : folder };
}

/** A configuration has so many directives that say where it listens, or include, each as often as it is read. */
const MAX_DIRECTIVES = 5000;

/** A configuration, made anew where one of its files, or what stands beside them, is another. */
const configurationFrom = keptWhileSame(makeConfiguration, tooMuch);

function makeConfiguration(files: Files, uri: string, reading: ApacheReading): Configuration {
  const reader = { files, uris: new Set([uri]), left: MAX_DIRECTIVES, ...baseOf(uri, reading) };
  return { listens: expand(reader, uri, reading, []), uris: reader.uris };
}

function tooMuch(): TooMuchWork {
  return new TooMuchWork(t('This configuration of Apache is larger than what Portolan puts together.'));
}

/** Files with the name that a whole configuration has. */
const MAIN = /^(?:httpd|apache2?)\.conf$/i;

/** What comes with Apache, so that nobody keeps it beside a configuration, which also need not stand as it does there. */
const OF_APACHE =
  /^(?:ports\.conf|(?:conf|extra|(?:conf\.)?modules\.d|conf\.d|(?:conf|mods|sites)-(?:enabled|available)|vhosts\.d|original)\/.*)$/;

/** Whether a path is that of a file, and may be none of a folder, whose files are all included then. */
function isFileAlone({ name, isPattern }: Target): boolean {
  return !isPattern && name.endsWith('.conf');
}

/** What a file of a configuration takes in: Apache looks at no names. */
export function takesIn({ uri, reading }: Document, part: Document): readonly Taken[] {
  if (!isApacheReading(reading) || reading.isTemplated || !isApacheReading(part.reading)) return [];
  const base = baseOf(uri, reading);
  const isMain = MAIN.test(fileName(uri)) || rootIn(reading) !== undefined;
  return countingIn(part.reading).flatMap(({ name, args: [path] }): readonly Taken[] => {
    if (name === 'listen' || !path?.isPlain) return [];
    const target = targetIn(base, path.value);
    if (!target) return [];
    const isMissed =
      isMain && name === 'include' && !path.value.startsWith('/') && !OF_APACHE.test(path.value);
    return [{ target, path: path.value, isMissed: isMissed && isFileAlone(target) }];
  });
}

interface Reader extends Base {
  readonly files: Files;
  readonly uris: Set<string>;
  left: number;
}

/** The `Listen` of a file, with those of the files that it includes in their place; `way` are those that lead to it. */
function expand(
  reader: Reader,
  uri: string,
  reading: ApacheReading,
  way: readonly string[],
): readonly Said[] {
  return countingIn(reading).flatMap((directive): readonly Said[] => {
    spend();
    if (--reader.left < 0) throw tooMuch();
    if (directive.name === 'listen') return [{ uri, directive }];
    const [path] = directive.args;
    if (!path?.isPlain) return [];
    if (way.length >= MAX_STEPS) throw tooMuch();
    return included(reader, path.value).flatMap(document => {
      // What another program makes of it first, nobody knows; a circle Apache refuses.
      if (!isApacheReading(document.reading) || document.reading.isTemplated) return [];
      if (document.uri === uri || way.includes(document.uri)) return [];
      reader.uris.add(document.uri);
      if (reader.uris.size > MAX_FILES) throw tooMuch();
      return expand(reader, document.uri, document.reading, [...way, uri]);
    });
  });
}

/** The files that a path means; of a pattern in the order of their names. A whole folder is not followed. */
function included({ files, ...base }: Reader, path: string): readonly Document[] {
  const target = targetIn(base, path);
  return target ? documentsAt(files, target, 'apache') : [];
}

function targetIn({ roots, folder }: Base, path: string): Target | undefined {
  const root = roots.find(one => path.startsWith(`${one}/`));
  if (path.startsWith('/') && root === undefined) return undefined;
  return targetOf(folder, root === undefined ? path : path.slice(root.length + 1));
}
