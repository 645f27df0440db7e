import type { DotenvEntry } from '../../text/dotenv';
import { groupBy } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import type { Lookup } from '../../text/template';
import { folderOf, inFolder } from '../../text/uri';
import {
  type Budget,
  bareProject,
  type Find,
  leftOut,
  type Problem,
  type Project,
  type ProjectRoot,
} from '../project';
import type { Document } from '../reading';
import { partsOf, type Unit } from '../unit';
import { fill } from './go-template';
import { type Built, buildKustomization } from './kustomize/build';
import type { Fill, KubernetesUnit } from './lowering';
import { isKubernetesReading, type KubernetesReading } from './reading';
import { isKustomization } from './resource';
import { leadsTo, numbered } from './set';
import { unitsOf } from './units';
import { chartOf, isValuesReading } from './values';

/** The sets of manifests of a folder: that of its kustomization, and one of the files that this does not read. */
export function readProjects(
  folder: string,
  files: readonly string[],
  find: Find,
  budget: Budget,
): readonly Project[] {
  const kustomized = files.filter(isKustomization).map(uri => kustomizedSet(folder, uri, find, budget));
  const taken = new Set(kustomized.flatMap(project => [...project.files]));
  const manifests = files.filter(uri => !isKustomization(uri) && !taken.has(uri)).toSorted();
  return [...kustomized, ...folderSet(folder, manifests, find, budget)];
}

/** What a resource counts that is taken over, in parts: a copy of what changed of it, and its units. */
const PARTS_OF_A_RESOURCE = 6;

/** So many ports of a resource that is taken over count as one part. */
const PORTS_A_PART = 3;

/** What a kustomization builds. */
function kustomizedSet(folder: string, uri: string, find: Find, budget: Budget): Project {
  // What it makes of resources is kept beside what their files say.
  const room = Math.floor(Math.max(0, budget.room - budget.takenOver) / PARTS_OF_A_RESOURCE);
  const { resources, files, isWhole, problems } = buildKustomization(uri, find, room);
  budget.takenOver +=
    resources.filter(({ tree }) => folderOf(tree.uri) !== folder).length * PARTS_OF_A_RESOURCE;
  const taken = { resources, files, isWhole, problems };
  return setOf({ files: [uri], folder }, taken, AS_WRITTEN, find, budget);
}

/** The manifests of a folder together; the templates of a chart with its values. */
function folderSet(folder: string, files: readonly string[], find: Find, budget: Budget): readonly Project[] {
  const found = files.flatMap(uri => {
    const reading = readingOf(find(uri, 'kubernetes'));
    // What says nothing is no part of the set: nobody keeps it, unless somebody has it open.
    const isPart = reading && (reading.resources.length > 0 || !reading.isWhole);
    return isPart ? [{ uri, reading }] : [];
  });
  const readings = found.map(({ reading }) => reading);
  if (readings.every(({ resources }) => resources.length === 0)) return [];
  const values = valuesFor(folder, readings, find);
  const filler = values ? fillWith(values.entries, values.uri) : AS_WRITTEN;
  const set = (some: typeof found, isPassedOver: boolean, isAll: boolean): Project => {
    const files = some.map(({ uri }) => uri);
    const root = { files, folder, isByContent: true, ...(isPassedOver && { isPassedOver }) };
    const resources = some.flatMap(({ reading }) => reading.resources);
    const isWhole = isAll && budget.hasAllFiles && readings.every(reading => reading.isWhole);
    const taken = { resources, files: values ? [values.uri] : [], isWhole, problems: [] };
    return setOf(root, taken, filler, find, budget);
  };
  const plain = found.filter(({ reading }) => !reading.isTemplate);
  const isMade = found.some(({ reading }) => reading.isTemplate && reading.resources.length > 0);
  if (!isMade) return [set(found, false, true)];
  // Under which conditions a template puts something in nobody knows: it says nothing about any start. What stands beside
  // it is there for certain, and may not be all.
  const beside = plain.some(({ reading }) => reading.resources.length > 0) ? [set(plain, false, false)] : [];
  return [set(found, true, true), ...beside];
}

function readingOf(document: ReturnType<Find>): KubernetesReading | undefined {
  return typeof document !== 'string' && isKubernetesReading(document.reading) ? document.reading : undefined;
}

/** Resources as a project of units. */
function setOf(
  root: ProjectRoot,
  taken: Built,
  { fill, lookup }: Filler,
  find: Find,
  budget: Budget,
): Project {
  const problems: Problem[] = [...taken.problems];
  const units: KubernetesUnit[] = [];
  for (const resource of taken.resources) {
    const made = unitsOf(resource, fill);
    const parts = made.reduce((sum, unit) => sum + partsOf(unit), 0);
    budget.left -= parts;
    if (folderOf(resource.tree.uri) !== root.folder) budget.takenOver += Math.floor(parts / PORTS_A_PART);
    if (budget.left < 0) {
      problems.push(...leftOut(budget, { uri: resource.tree.uri, span: resource.tree.span }));
      break;
    }
    units.push(...made);
  }
  const named = byName(units);
  const all = [...named.values()];
  const builders = buildersIn(all, find);
  return {
    ...bareProject('kubernetes', root, []),
    units: named,
    builders,
    files: new Set([...root.files, ...taken.files, ...builders.keys()]),
    lookup,
    problems,
    leadsTo: leadsTo({ units: all, isWhole: taken.isWhole && problems.length === 0 }),
  };
}

/** The units whose images each Dockerfile makes. Everything asked for is one of the project's files. */
function buildersIn(units: readonly Unit[], find: Find): ReadonlyMap<string, readonly Unit[]> {
  const made = groupBy(
    units.filter(({ source }) => source),
    ({ source }) => source?.uri ?? '',
  );
  for (const uri of made.keys()) find(uri, 'dockerfile');
  return made;
}

/** Units by their names; of those that share one the later have a number behind it. */
function byName(units: readonly KubernetesUnit[]): ReadonlyMap<string, KubernetesUnit> {
  const named = new Map<string, KubernetesUnit>();
  const counts = new Map<string, number>();
  for (const unit of units) {
    const count = (counts.get(unit.name) ?? 0) + 1;
    counts.set(unit.name, count);
    const one = count === 1 ? unit : numbered(unit, count);
    named.set(one.name, one);
  }
  return named;
}

/** How texts are filled in, and the variables that this is done with. */
interface Filler {
  readonly fill: Fill;
  readonly lookup: Lookup;
}

const AS_WRITTEN: Filler = { fill: text => text, lookup: () => undefined };

interface Values {
  readonly uri: string;
  readonly entries: readonly DotenvEntry[];
}

/** The values of the chart that templates of a folder are of. */
function valuesFor(folder: string, readings: readonly KubernetesReading[], find: Find): Values | undefined {
  const chart = chartOf(folder);
  if (chart === undefined || !readings.some(({ isTemplate }) => isTemplate)) return undefined;
  const uri = inFolder(chart, 'values.yaml');
  const document = find(uri, 'helm-values');
  return { uri, entries: entriesOf(document) };
}

const NO_ENTRIES: readonly DotenvEntry[] = [];

function entriesOf(document: Document | string): readonly DotenvEntry[] {
  return typeof document !== 'string' && isValuesReading(document.reading)
    ? document.reading.variables
    : NO_ENTRIES;
}

const fillWith = perObject((entries: readonly DotenvEntry[], uri: string): Filler => {
  const values = new Map(entries.map(({ key, value }) => [key, { uri, text: value }]));
  const lookup: Lookup = name => values.get(name);
  return { fill: text => fill(text, lookup), lookup };
});
