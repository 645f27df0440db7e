import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { referencesOf } from '../../chart/leading';
import { rangesOverlap } from '../../ports/port';
import { isKubernetesReading } from '../../systems/kubernetes/reading';
import type { Project } from '../../systems/project';
import type { Reference, Unit } from '../../systems/unit';
import { groupBy } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import { type SourceText, variablesOf } from '../../text/source-text';
import { type Judgement, placeOf, type Rule } from '../rule';

/** In a chart: a port that a value gives on one side, and a number on the other that is another by default. */
export const halfTemplated: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }, chart) {
    if (!isKubernetesReading(reading) || !reading.isTemplate) return [];
    return chart.projectsWith(uri).flatMap(project =>
      (numbersIn(project).get(uri) ?? []).flatMap(({ unit, reference }) =>
        // Whoever checks a container of several means that one.
        judge(chart, reference, reference.role === 'probe' ? [unit] : project.leadsTo(reference).units),
      ),
    );
  },
};

/** The references by number of a project, by the file that writes them: each of its files is judged by itself. */
const numbersIn = perObject(({ units }: Project) => {
  const references = [...units.values()].flatMap(unit =>
    referencesOf(unit).map(reference => ({ unit, reference })),
  );
  return groupBy(
    references.filter(({ reference }) => !reference.isName),
    ({ reference }) => reference.author.uri,
  );
});

function judge(chart: Chart, reference: Reference, units: readonly Unit[]): readonly Judgement[] {
  const { range, text, author } = reference;
  const ports = units.flatMap(({ exposes }) => exposes);
  const known = ports.flatMap(({ port }) => port.range ?? []);
  if (!range || known.length < ports.length || known.some(other => rangesOverlap(other, range))) return [];
  const other = ports.find(
    ({ port }) => nameOfValue(port.text) !== nameOfValue(text) && isHalf(port.text, text),
  );
  const place = other && placeOf(chart, author.uri, text);
  const there = other && placeOf(chart, other.author.uri, other.port.text);
  if (!place || !there) return [];
  const [value, number] = [nameOfValue(text) ?? nameOfValue(other.port.text) ?? '', other.port.text.value];
  const message = t(
    'This is {0}, and where it leads there is {1}: only one of them is {2}.',
    text.value,
    number,
    value,
  );
  return [{ ...place, severity: 'hint', message, related: [{ ...there, message: t('It leads here.') }] }];
}

function isHalf(a: SourceText, b: SourceText): boolean {
  return (nameOfValue(a) === undefined) !== (nameOfValue(b) === undefined);
}

/** The value of the chart that gives a text. */
function nameOfValue(text: SourceText): string | undefined {
  const [variable] = variablesOf(text);
  return variable && `.Values.${variable.name}`;
}
