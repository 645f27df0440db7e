import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { referencesOf } from '../chart/leading';
import { exposesNamed } from '../chart/port-names';
import { formatRange, rangesOverlap } from '../ports/port';
import type { Destination, Project } from '../systems/project';
import type { Reference } from '../systems/unit';
import { spend } from '../text/effort';
import { perObject } from '../text/per-object';
import { type Judgement, placeOf, type Rule, writeInstead } from './rule';

/** What else leads nowhere, each system says in the folder of its rules. */
export const unknownPort: Rule = {
  severity: 'error',
  summary: 'A name of a unit, or of a port, that leads nowhere.',
  judgeProject: (project, chart) =>
    [...project.units.values()].flatMap(unit => {
      const references = referencesOf(unit);
      spend(references.length);
      return references.flatMap(one => judge(project, chart, one));
    }),
};

/** So many ports, and so many units, are named. */
const MAX_NAMED = 5;

function judge(project: Project, chart: Chart, reference: Reference): readonly Judgement[] {
  const destination = project.leadsTo(reference);
  if (!destination.isCertain || isFound(project, reference, destination)) return [];
  const { exposes, units, names, numbers } = knownOf(destination);
  const place = placeOf(chart, reference.author.uri, reference.text);
  if (!place) return [];
  const known = reference.isName ? names : numbers;
  const message =
    known.length > 0
      ? t('{0} has no port {1}, but {2}: nothing is reached here.', units, said(reference), known.join(', '))
      : t('{0} has no port {1}: nothing is reached here.', units, said(reference));
  return [
    {
      ...place,
      message,
      related: exposes.slice(0, MAX_NAMED).flatMap(({ author, port }) => {
        const there = placeOf(chart, author.uri, port.text);
        return there ? [{ ...there, message: t('It has this port.') }] : [];
      }),
      remedies: writeInstead(place, known),
    },
  ];
}

/** Whether one of the units has the port, or may have it. */
function isFound(project: Project, reference: Reference, destination: Destination): boolean {
  if (reference.isName) return exposesNamed(project, reference).length > 0;
  const { range } = reference;
  if (!range || !destination.hasAllPorts) return true;
  const { exposes } = knownOf(destination);
  spend(exposes.length);
  return exposes.length === 0 || exposes.some(({ port }) => !port.range || rangesOverlap(port.range, range));
}

/** What is said of the ports where a reference leads; any number of them may lead there. */
const knownOf = perObject(({ units }: Destination) => {
  const exposes = units.flatMap(unit => unit.exposes);
  const firstOf = (texts: readonly string[]) => [...new Set(texts)].slice(0, MAX_NAMED);
  return {
    exposes,
    units: firstOf(units.map(({ name }) => name)).join(', '),
    // A port as it may be referred to in the place of another.
    names: firstOf(exposes.flatMap(({ name }) => name?.value.value ?? [])),
    numbers: firstOf(exposes.flatMap(({ port }) => (port.range ? formatRange(port.range) : []))),
  };
});

function said({ isName, text }: Reference): string {
  return isName ? `"${text.value}"` : text.value;
}
