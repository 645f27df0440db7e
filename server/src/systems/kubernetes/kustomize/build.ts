import { t } from '@vscode/l10n';
import { perObject } from '../../../text/per-object';
import { fileName, folderOf, inFolder, resolvePath } from '../../../text/uri';
import { itemsAt, type MapTree, type ScalarTree, type Tree, textAt } from '../../../text/yaml-tree';
import type { Find, Problem } from '../../project';
import { isKubernetesReading, type KubernetesReading } from '../reading';
import type { Resource } from '../resource';
import { type Item, idOf, itemOf, keysOf, stepsOfKey, uniqueKey } from './built';
import { type Trees, treesOf, treesWithin } from './inline';
import { customize, fieldsAreRead, type Kustomization, type PatchSource, patchesOf } from './kustomization';
import { followNames } from './name-references';
import { isApplied } from './patches';
import type { Verdict } from './verdict';

/** What `kubectl kustomize` makes of a folder, as far as it has ports and what leads to them. */
export interface Built {
  readonly resources: readonly Resource[];
  /** Every file that it reads or would read, also those that are missing. */
  readonly files: readonly string[];
  /** Whether that is all, and Kustomize would build it. */
  readonly isWhole: boolean;
  readonly problems: readonly Problem[];
}

/** The most resources and kustomizations that are taken in, each as often as it is; more are left out. */
const MAX_RESOURCES = 2000;

/** The most kustomizations that take in each other. */
const MAX_DEPTH = 20;

/** The most parts that are looked at: patches may be laid over everything, many times. */
const MAX_STEPS = 3_000_000;

/** What it takes to look at an entry of a kustomization, whatever it says. */
const STEPS_AN_ENTRY = 10;

/** What each building of a kustomization after its first is counted as: bases that double each other never end. */
const STEPS_AGAIN = 15_000;

/** More problems nobody reads. */
const MAX_PROBLEMS = 100;

/** What is built so far. */
interface Work extends Verdict {
  readonly find: Find;
  readonly files: Set<string>;
  /** The kustomizations that were built. */
  readonly built: Set<string>;
  readonly problems: Problem[];
  isWhole: boolean;
  room: number;
}

/** A kustomization that is read, and those that take it in. */
interface Place {
  readonly kustomization: Kustomization;
  /** The folders on the way to it, its own the last. */
  readonly folders: readonly string[];
}

/**
 * What Kustomize 5.5 builds of a kustomization. Nothing is fetched, and what is no YAML, is missing or is no part of what
 * Portolan reads (plugins, charts, replacements) is left out, so that the rest is seen all the same. `room` is how many
 * resources it may have.
 */
export function buildKustomization(uri: string, find: Find, room = MAX_RESOURCES): Built {
  const work: Work = {
    find,
    files: new Set([uri]),
    built: new Set(),
    problems: [],
    isWhole: true,
    isRefused: false,
    left: MAX_STEPS,
    room: Math.min(room, MAX_RESOURCES),
  };
  const kustomization = readKustomization(work, uri);
  const items = kustomization ? accumulate(work, { kustomization, folders: [folderOf(uri)] }, []) : [];
  if (!kustomization || textAt(kustomization.tree, 'kind') === 'Component') work.isWhole = false;
  if (kustomization && (work.room < 0 || work.left < 0)) work.problems.push(tooMany(kustomization));
  const followed = followNames(items, work).filter(({ resource }) => isApplied(resource.tree));
  return {
    resources: followed.map(({ resource }) => resource),
    files: [...work.files],
    isWhole: work.isWhole && !work.isRefused && work.left >= 0,
    problems: work.problems,
  };
}

/** That limits were reached. */
function tooMany({ tree: { uri, span } }: Kustomization): Problem {
  const message = t('takes in more than Portolan builds: some of it is left out.');
  return { uri, span, message, isRefusal: false, isGap: true };
}

function readingAt(work: Work, uri: string): KubernetesReading | string {
  work.files.add(uri);
  const found = work.find(uri, 'kubernetes');
  if (typeof found === 'string') return found;
  return isKubernetesReading(found.reading) ? found.reading : 'unreadable';
}

function readKustomization(work: Work, uri: string): Kustomization | undefined {
  const reading = readingAt(work, uri);
  if (typeof reading === 'string') return undefined;
  const { trees, isFaulty } = treesOf(reading, uri);
  const [tree] = trees;
  if (isFaulty || trees.length > 1) work.isWhole = false;
  return tree?.kind === 'map' ? { tree, folder: folderOf(uri), reading } : undefined;
}

/** The names of a kustomization, in the order in which they are looked for. */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What a kustomization adds to the items before it, and makes of them all. */
function accumulate(work: Work, place: Place, before: readonly Item[]): readonly Item[] {
  const { kustomization } = place;
  const { tree } = kustomization;
  if (!fieldsAreRead(tree)) work.isWhole = false;
  // Each may take in many that take in many.
  work.room--;
  work.left -= STEPS_AN_ENTRY * entriesIn(tree);
  if (work.built.has(tree.uri)) work.left -= STEPS_AGAIN;
  work.built.add(tree.uri);
  if (work.room < 0 || work.left < 0) {
    work.isWhole = false;
    return before;
  }
  let items = before;
  const known = keysOf(before, work);
  for (const name of [...itemsAt(tree, 'resources'), ...itemsAt(tree, 'bases')])
    items = joined(work, items, known, resourcesAt(work, place, name));
  for (const name of itemsAt(tree, 'components')) items = withComponent(work, place, name, items);
  const patches = patchesOf(tree, source => contentAt(work, place, source));
  return customize(items, kustomization, patches, work);
}

/** The entries of a kustomization, and those of the lists in them. */
function entriesIn({ entries }: MapTree): number {
  return [...entries.values()].reduce(
    (sum, one) => sum + 1 + (one.kind === 'list' ? one.items.length : 0),
    0,
  );
}

/** Items with others behind them; what is there already, and so `known`, Kustomize refuses to add. */
function joined(
  work: Work,
  items: readonly Item[],
  known: Set<string>,
  others: readonly Item[],
): readonly Item[] {
  if (others.length === 0) return items;
  work.left -= items.length;
  const fresh = others.filter(item => {
    work.left -= stepsOfKey(item);
    // Nobody is told of what there is twice where not all is built.
    if (work.left < 0) return true;
    const key = uniqueKey(item);
    const isFresh = !known.has(key);
    known.add(key);
    return isFresh;
  });
  if (fresh.length < others.length) work.isRefused = true;
  return [...items, ...fresh];
}

/** The resources that an entry of `resources` names: those of a file, or what a folder's kustomization makes. */
function resourcesAt(work: Work, place: Place, name: Tree): readonly Item[] {
  const named = locate(work, place, name, 'resources');
  if (!named) return [];
  const { uri, path } = named;
  if (/\.(?:ya?ml|json)$/i.test(path)) {
    const reading = readingAt(work, uri);
    if (typeof reading !== 'string') return itemsOf(work, place, uri, reading);
    if (reading !== 'missing') {
      report(work, place, named.name, t('{0}: "{1}" is not read.', 'resources', path));
      return [];
    }
    const inner = folderAt(work, place, named, false);
    if (inner === 'missing')
      report(work, place, named.name, t('{0}: there is no file "{1}".', 'resources', path));
    return inner === 'missing' || inner === 'told' ? [] : accumulate(work, inner, []);
  }
  const inner = folderAt(work, place, named, false);
  if (inner === 'told') return [];
  if (inner !== 'missing') return accumulate(work, inner, []);
  const reading = readingAt(work, uri);
  if (typeof reading !== 'string') return itemsOf(work, place, uri, reading);
  const missing = `${withoutSlash(path)}/${NAMES[0]}`;
  report(work, place, named.name, t('{0}: there is no file "{1}".', 'resources', missing));
  return [];
}

function itemsOf(work: Work, place: Place, uri: string, reading: KubernetesReading): readonly Item[] {
  noteFile(work, place, uri, reading);
  const resources = reading.resources.slice(0, Math.max(0, work.room));
  work.room -= reading.resources.length;
  if (work.room < 0) work.isWhole = false;
  if (resources.some(({ group }) => group === 'kustomize.config.k8s.io')) work.isWhole = false;
  const items = resources.map(itemOf);
  if (items.some(item => idOf(item).name === '')) work.isRefused = true;
  return items.filter(item => idOf(item).name !== '');
}

/** Notes what keeps Kustomize from reading a file: it is no YAML, or lies outside the folder of who names it. */
function noteFile(work: Work, { kustomization }: Place, uri: string, reading: KubernetesReading): void {
  if (reading.troubles.length > 0 || !uri.startsWith(kustomization.folder)) work.isWhole = false;
}

function withComponent(work: Work, place: Place, name: Tree, items: readonly Item[]): readonly Item[] {
  const named = locate(work, place, name, 'components');
  if (!named) return items;
  const inner = folderAt(work, place, named, true);
  if (inner === 'missing') {
    const missing = `${withoutSlash(named.path)}/${NAMES[0]}`;
    report(work, place, named.name, t('{0}: there is no file "{1}".', 'components', missing));
  }
  return inner === 'missing' || inner === 'told' ? items : accumulate(work, inner, items);
}

/** The file or folder that a name means. */
interface Named {
  readonly name: ScalarTree;
  readonly path: string;
  readonly uri: string;
}

function locate(work: Work, place: Place, name: Tree, key: string): Named | undefined {
  if (name.kind !== 'scalar' || name.isNull || name.text.value === '') {
    work.isWhole = false;
    return undefined;
  }
  const path = name.text.value;
  const uri = isRemote(path) ? undefined : resolvePath(place.kustomization.folder, path);
  if (uri === undefined)
    report(work, place, name, t('{0}: "{1}" is not a local file: Portolan leaves it out.', key, path));
  return uri === undefined ? undefined : { name, path, uri };
}

/** Whether a name means a repository, beside those that are URLs. */
export function isRemote(path: string): boolean {
  return /[?&](?:ref|version|timeout|submodules)=|\.git(?:\/|$)/.test(path);
}

/** The kustomization of a folder; that none is there, or that the fault of it was told. */
function folderAt(work: Work, place: Place, named: Named, isComponent: boolean): Place | 'missing' | 'told' {
  const folder = named.uri.endsWith('/') ? named.uri : `${named.uri}/`;
  if (place.folders.some(one => one.startsWith(folder))) {
    report(
      work,
      place,
      named.name,
      t('{0} includes itself through it.', fileName(place.kustomization.tree.uri)),
    );
    return 'told';
  }
  if (place.folders.length >= MAX_DEPTH) {
    const reason = t('It is the last of more than {0} steps, the most that Portolan follows.', MAX_DEPTH);
    report(work, place, named.name, t('include: {0} is left out. {1}', named.path, reason), { isGap: true });
    return 'told';
  }
  for (const name of NAMES) {
    const uri = inFolder(folder, name);
    const reading = readingAt(work, uri);
    if (reading === 'missing') continue;
    const kustomization = typeof reading === 'string' ? undefined : readKustomization(work, uri);
    if (!kustomization) {
      report(work, place, named.name, t('{0}: "{1}" is not read.', 'resources', `${named.path}/${name}`));
      return 'told';
    }
    if ((textAt(kustomization.tree, 'kind') === 'Component') !== isComponent) work.isRefused = true;
    return { kustomization, folders: [...place.folders, folder] };
  }
  return 'missing';
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

const NO_TREES: Trees = { trees: [], isFaulty: true };

/** What a patch says: in a file of its own, or in the text itself. */
function contentAt(work: Work, place: Place, { scalar, isPath }: PatchSource): Trees {
  if (!isPath) return isStrictWithin(scalar) ? treesWithin(scalar) : NO_TREES;
  const named = locate(work, place, scalar, 'patches');
  if (!named) return NO_TREES;
  const reading = readingAt(work, named.uri);
  if (typeof reading === 'string') {
    const message =
      reading === 'missing'
        ? t('{0}: there is no file "{1}".', 'patches', named.path)
        : t('{0}: "{1}" is not read.', 'patches', named.path);
    report(work, place, scalar, message);
    return NO_TREES;
  }
  noteFile(work, place, named.uri, reading);
  return isStrict(reading) ? treesOf(reading, named.uri) : NO_TREES;
}

/** What begins as a list of JSON Kustomize reads as such. */
function isStrictJson(text: string): boolean {
  if (!text.startsWith('[')) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What many patches share is read once, however often it is built. */
const isStrict = perObject(({ text }: KubernetesReading) => isStrictJson(text));
const isStrictWithin = perObject(({ text }: ScalarTree) => isStrictJson(text.value.trim()));

function report(
  work: Work,
  { kustomization: { reading } }: Place,
  name: ScalarTree,
  message: string,
  kind: Pick<Problem, 'isGap' | 'isRemote'> = MAY_COME,
): void {
  work.isWhole = false;
  // However much is wrong, that something is unread is said.
  const isNews = kind.isGap && !work.problems.some(({ isGap }) => isGap);
  if (work.problems.length >= MAX_PROBLEMS && !isNews) return;
  const start = reading.startOf(name.block);
  const { span } = name.text;
  work.problems.push({
    uri: name.uri,
    span: { start: start + span.start, end: start + span.end },
    message,
    isRefusal: false,
    ...kind,
  });
}

/** It may be made before it is applied, as what is elsewhere has to be fetched. */
const MAY_COME = { isRemote: true };
