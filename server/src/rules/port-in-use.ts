import { t } from '@vscode/l10n';
import type { Chart, Listener } from '../chart/chart';
import { type Binding, bindingsOf } from '../chart/collisions';
import { ANY_ADDRESS, addressesMeet, type HostAddress } from '../ports/address';
import { formatRange, rangeSize } from '../ports/port';
import { isPool } from '../systems/unit';
import { type Judgement, placeOf, type Rule } from './rule';

/** The most programs that a message names. */
const MAX_NAMED = 3;

export const portInUse: Rule = {
  severity: 'information',
  summary: 'Another program of this machine listens on the port: it cannot be published meanwhile.',
  isOfThisMachine: true,
  isMomentary: true,
  judgeNeighbours(project, chart) {
    return [...project.units.values()].flatMap(unit =>
      bindingsOf(unit).flatMap(binding => judge(chart, binding) ?? []),
    );
  },
};

function judge(chart: Chart, binding: Binding): Judgement | undefined {
  const { range, unit } = binding;
  if (!range || binding.address?.address === null) return undefined;
  const address = binding.address?.address ?? ANY_ADDRESS;
  // What the engine holds it holds for a container, most likely for this unit.
  const others = chart
    .listenersOn(range)
    .filter(other => !other.isForContainer && other.protocol === binding.protocol)
    .filter(other => addressesMeet(other.address, address));
  if (others.length === 0) return undefined;
  const ports = new Set(others.map(({ port }) => port));
  const isChoice = isPool(binding.mapping);
  if (isChoice && ports.size < rangeSize(range)) return undefined;
  const place = placeOf(chart, binding.uri, binding.text);
  if (!place) return undefined;
  return {
    ...place,
    message: isChoice
      ? t('No port of {0} is free here for "{1}": others listen on all.', formatRange(range), unit.name)
      : inUseMessage(binding, address, Math.min(...ports), others),
    remedies: [{ kind: 'move', place, range, unit: unit.name, preferred: false }],
  };
}

/** Of several ports that are in use, the first is named. */
function inUseMessage(
  { unit, protocol }: Binding,
  address: HostAddress,
  number: number,
  others: readonly Listener[],
): string {
  const there = others.filter(({ port }) => port === number);
  // Of one address and all addresses, macOS and Windows let both listen, and the one address wins; Linux does not.
  const alike = there.filter(other => isWide(other.address) === isWide(address));
  const isCertain = alike.length > 0;
  const programs = [...new Set((isCertain ? alike : there).map(({ program }) => program))];
  const names = programs
    .flatMap(program => (program === undefined ? [] : `"${program}"`))
    .slice(0, MAX_NAMED);
  const port = protocol === 'tcp' ? number : `${number}/${protocol}`;
  const who = names.join(', ');
  if (names.length === 0) {
    return isCertain
      ? t('Host port {0} is in use on this machine: "{1}" cannot publish it now.', port, unit.name)
      : t('Host port {0} is in use on this machine: "{1}" may not be reached.', port, unit.name);
  }
  if (names.length < programs.length) {
    return isCertain
      ? t('Host port {0} is in use here by {1} and others: "{2}" cannot publish it.', port, who, unit.name)
      : t('Host port {0} is in use here by {1} and others: "{2}" may not be reached.', port, who, unit.name);
  }
  return isCertain
    ? t('Host port {0} is in use here by {1}: "{2}" cannot publish it now.', port, who, unit.name)
    : t('Host port {0} is in use here by {1}: "{2}" may not be reached.', port, who, unit.name);
}

/** Whether an address stands for every one of its family. */
function isWide(address: HostAddress): boolean {
  return address.kind === 'any' || address.wildcard;
}
