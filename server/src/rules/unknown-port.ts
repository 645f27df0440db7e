import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { exposesNamed } from '../chart/port-names';
import { formatRange, rangesOverlap } from '../ports/port';
import type { Destination, Project } from '../systems/project';
import type { Expose, Reference } from '../systems/unit';
import { spend } from '../text/effort';
import { type Judgement, placeOf, type Remedy, type Rule } from './rule';

/** What else leads nowhere, each system says in the folder of its rules. */
export const unknownPort: Rule = {
  severity: 'error',
  summary: 'A name of a unit, or of a port, that leads nowhere.',
  judgeProject: (project, chart) =>
    [...project.units.values()].flatMap(({ references, exposes }) => {
      spend(references.length);
      const leading = exposes.flatMap(({ reference }) => (reference?.isName ? reference : []));
      return [...new Set([...references, ...leading])].flatMap(one => judge(project, chart, one));
    }),
};

/** So many ports, and so many units, are named. */
const MAX_NAMED = 5;

function judge(project: Project, chart: Chart, reference: Reference): readonly Judgement[] {
  const destination = project.leadsTo(reference);
  if (!destination.isCertain || isFound(project, reference, destination)) return [];
  const exposes = destination.units.flatMap(unit => unit.exposes);
  const place = placeOf(chart, reference.author.uri, reference.text);
  if (!place) return [];
  const known = [...new Set(exposes.flatMap(expose => writtenLike(reference, expose) ?? []))].slice(
    0,
    MAX_NAMED,
  );
  const units = [...new Set(destination.units.map(({ name }) => name))].slice(0, MAX_NAMED).join(', ');
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
      remedies: known.map(
        (newText): Remedy => ({
          kind: 'replace',
          place,
          newText,
          title: t('Write {0}', newText),
          preferred: known.length === 1,
          safe: false,
        }),
      ),
    },
  ];
}

/** Whether one of the units has the port, or may have it. */
function isFound(project: Project, reference: Reference, { units, hasAllPorts }: Destination): boolean {
  if (reference.isName) return exposesNamed(project, reference).length > 0;
  const { range } = reference;
  const exposes = units.flatMap(unit => unit.exposes);
  if (!range || !hasAllPorts || exposes.length === 0) return true;
  return exposes.some(({ port }) => !port.range || rangesOverlap(port.range, range));
}

/** A port as it may be referred to in the place of another: by its name, or by its number. */
function writtenLike({ isName }: Reference, { name, port }: Expose): string | undefined {
  if (isName) return name?.value.value;
  return port.range ? formatRange(port.range) : undefined;
}

function said({ isName, text }: Reference): string {
  return isName ? `"${text.value}"` : text.value;
}
