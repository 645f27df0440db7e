import type { Project } from '../systems/project';
import type { Document } from '../systems/reading';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { keptSet } from '../text/kept';
import { perObject } from '../text/per-object';
import { type Block, type SourceText, variablesAmongDigits } from '../text/source-text';
import { namesBesideDigits } from '../text/variable-uses';
import type { Chart } from './chart';

/**
 * Whether other digits stand beside a variable of a document where it is used, as in `${PREFIX}80`: what it holds is part
 * of a number then, and no port by itself. A move of it would make another number of all that it is part of.
 */
export function isPartOfNumber(chart: Chart, uri: string, name: string): boolean {
  const document = chart.document(uri);
  if (document && besideDigits(document).has(name)) return true;
  return partsAmong(chart.projectsWith(uri), chart).has(name);
}

/** The list of the projects with a file is the same for as long as they are. */
const partsAmong = perObject((projects: readonly Project[], chart: Chart): ReadonlySet<string> => {
  const parts = new Set<string>();
  for (const project of projects) {
    const own = partsIn(project, chart);
    spend(1 + own.size);
    for (const name of own) parts.add(name);
  }
  return keptSet(parts);
});

/** The variables that stand beside other digits in the files of a project, by what is written or by what they hold. */
const partsIn = perObject((project: Project, chart: Chart): ReadonlySet<string> => {
  const parts = new Set<string>();
  for (const unit of project.units.values()) for (const name of amongDigitsOf(unit)) parts.add(name);
  for (const uri of project.files) {
    const document = chart.document(uri);
    for (const name of document ? besideDigits(document) : []) parts.add(name);
  }
  return keptSet(parts);
});

/** Most units are the same after a keystroke. */
const amongDigitsOf = perObject(
  (unit: Unit): ReadonlySet<string> =>
    keptSet(new Set([...textsOfPorts(unit)].flatMap(variablesAmongDigits))),
);

/** The texts of the ports of a unit. */
export function* textsOfPorts(unit: Unit): Generator<SourceText, void> {
  // What a later file replaces is still the port that it was written as.
  for (const { published, target } of [...unit.mappings, ...unit.replaced]) {
    if (published) yield published.text;
    yield target.text;
  }
  for (const { port } of unit.exposes) yield port.text;
  for (const { text } of unit.references) yield text;
  for (const { port } of unit.claims) yield port.text;
}

const besideDigits = perObject(
  (document: Document): ReadonlySet<string> =>
    keptSet(new Set(document.reading.urls.flatMap(({ block }) => [...besideDigitsIn(block, document)]))),
);

/** A block's text is the same for as long as it is the same block. */
const besideDigitsIn = perObject((block: Block, { text, reading }: Document): ReadonlySet<string> => {
  const start = reading.startOf(block);
  return keptSet(namesBesideDigits(text.slice(start, start + block.length)));
});
