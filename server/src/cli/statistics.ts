import { type RuleId, SEVERITIES, type Severity } from '../rules/finding';
import { groupBy } from '../text/group-by';
import type { Analysis } from '../workspace/analysis';
import { array } from './json';
import { painter, table } from './terminal';
import { countText } from './text';

/** How many findings a rule has, in all and of each severity that it has any of. */
interface RuleCount extends Partial<Readonly<Record<Severity, number>>> {
  readonly rule: RuleId;
  readonly count: number;
}

/** The rules that found something, the busiest first. */
function countsOf({ findings }: Analysis): readonly RuleCount[] {
  return [...groupBy(findings, ({ rule }) => rule)]
    .map(([rule, own]): RuleCount => {
      const counts = SEVERITIES.map(one => [one, own.filter(({ severity }) => severity === one).length]);
      return { rule, count: own.length, ...Object.fromEntries(counts.filter(([, count]) => count !== 0)) };
    })
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}

/** A line for each rule, with its count and severities. */
export function statisticsText(analysis: Analysis, color: boolean): string {
  const paint = painter(color);
  const counts = countsOf(analysis);
  const digits = Math.max(0, ...counts.map(({ count }) => String(count).length));
  const rows = counts.map(({ rule, count, ...severities }) => [
    String(count).padStart(digits),
    rule,
    SEVERITIES.flatMap(severity => {
      const own = severities[severity];
      return own === undefined ? [] : [countText(severity, own)];
    }).join(', '),
  ]);
  return table(rows, (cell, column) => (column === 0 ? paint('bold', cell) : cell));
}

/** The same as a JSON array. */
export function statisticsJson(analysis: Analysis): string {
  return array(countsOf(analysis));
}
