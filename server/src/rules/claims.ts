import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { socketsMeet } from '../chart/collisions';
import type { Claim, Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { groupBy } from '../text/group-by';
import type { Severity } from './finding';
import { type Judgement, placeOf, type Rule } from './rule';

interface Claimant {
  readonly unit: Unit;
  readonly claim: Claim;
}

/** Ports of machines that several units of a project ask for: only one can have each on a machine where both run. */
export const claimedTwice: Pick<Rule, 'judgeProject'> = {
  judgeProject(project, chart) {
    const claimants = [...project.units.values()].flatMap(unit =>
      unit.claims.flatMap(claim => (claim.machines === 'none' ? [] : [{ unit, claim }])),
    );
    // The ports of nodes are given out whatever the protocol.
    const alike = groupBy(claimants, ({ claim: { role, port, protocol } }) =>
      port.range ? `${role} ${port.range.from} ${role === 'nodePort' ? '' : protocol}` : '',
    );
    return [...alike].flatMap(([key, group]) =>
      key === '' || group.length < 2 ? [] : judgeGroup(chart, group),
    );
  },
};

function judgeGroup(chart: Chart, group: readonly Claimant[]): readonly Judgement[] {
  const sorted = group.toSorted((a, b) => rankOf(a) - rankOf(b));
  return sorted.flatMap(one => {
    const other = sorted.find(candidate => {
      spend();
      return candidate !== one && meets(one, candidate);
    });
    const place = placeOf(chart, one.claim.author.uri, one.claim.port.text);
    if (!other || !place) return [];
    const there = placeOf(chart, other.claim.author.uri, other.claim.port.text);
    const related = there ? [{ ...there, message: t('"{0}" asks for it here.', other.unit.name) }] : [];
    return [{ ...place, severity: severityOf(one, other), message: messageOf(one, other), related }];
  });
}

/** Who is on all machines is met by all others. */
function rankOf({ claim }: Claimant): number {
  return claim.machines === 'all' ? 0 : 1;
}

function meets(a: Claimant, b: Claimant): boolean {
  return a.unit !== b.unit && (a.claim.role === 'nodePort' || socketsMeet(a.claim, b.claim));
}

function severityOf(a: Claimant, b: Claimant): Severity {
  if (a.claim.role === 'nodePort') return 'error';
  return a.claim.machines === 'all' && b.claim.machines === 'all' ? 'warning' : 'hint';
}

function messageOf({ unit, claim }: Claimant, other: Claimant): string {
  const port = claim.port.text.value;
  if (claim.role === 'nodePort')
    return t(
      '"{0}" and "{1}" both ask for port {2} of the nodes: the second is refused.',
      unit.name,
      other.unit.name,
      port,
    );
  return claim.machines === 'all' && other.claim.machines === 'all'
    ? t(
        '"{0}" and "{1}" both ask for port {2} on every machine: only one can run there.',
        unit.name,
        other.unit.name,
        port,
      )
    : t(
        '"{0}" and "{1}" both ask for port {2} of their machine: they cannot run on the same one.',
        unit.name,
        other.unit.name,
        port,
      );
}

/** A port of nodes that no Service may have. */
export const outOfNodes: Pick<Rule, 'judgeUnit'> = {
  judgeUnit: (unit, chart, { nodePortRange }) =>
    unit.claims.flatMap(({ role, author, port, machines }): readonly Judgement[] => {
      const { range } = port;
      if (
        role !== 'nodePort' ||
        machines === 'none' ||
        !range ||
        (nodePortRange.from <= range.from && range.from <= nodePortRange.to)
      )
        return [];
      const place = placeOf(chart, author.uri, port.text);
      const message = t(
        'Services have ports of the nodes from {0} to {1} (see portolan.nodePortRange).',
        nodePortRange.from,
        nodePortRange.to,
      );
      return place ? [{ ...place, message }] : [];
    }),
};
