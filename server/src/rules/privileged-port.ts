import { t } from '@vscode/l10n';
import { type Binding, bindingsOf } from '../chart/collisions';
import { formatRange } from '../ports/port';
import { placeOf, type Rule } from './rule';

/** RFC 6335 §6, system ports; Linux `net.ipv4.ip_unprivileged_port_start`. */
export const privilegedPort: Rule = {
  severity: 'warning',
  summary: 'A port below 1024 needs privileges that rootless engines do not have.',
  isOfThisMachine: true,
  judgeUnit(unit, chart, { privilegedPortThreshold: threshold }) {
    return bindingsOf(unit).flatMap(binding => {
      if (!binding.range || binding.range.from >= threshold) return [];
      const place = placeOf(chart, binding.uri, binding.text);
      if (!place) return [];
      return [
        {
          ...place,
          message: t(
            'Host port {0} is below {1}: publishing it needs root, and fails in rootless engines.',
            formatRange(binding.range),
            threshold,
          ),
          ...(isMeant(binding) && { severity: 'information' as const }),
          remedies: [
            {
              kind: 'move' as const,
              place,
              range: binding.range,
              unit: unit.name,
              preferred: true,
            },
          ],
        },
      ];
    });
  },
  judgeDocument({ uri, reading }, chart, { privilegedPortThreshold: threshold }) {
    const { stages = [] } = reading.recipe ?? {};
    return stages.flatMap(stage =>
      stage.exposed.flatMap(({ port: { range, text } }) => {
        const place =
          range && range.from < threshold && range.from > 0 ? placeOf(chart, uri, text) : undefined;
        if (!range || !place) return [];
        return [
          {
            ...place,
            // Docker lets every process listen inside its container since 20.10.
            severity: 'hint' as const,
            message: t(
              "Port {0} is below {1}: on Kubernetes or the host's network it needs root.",
              formatRange(range),
              threshold,
            ),
            // The program inside has to be told as well, so nothing does this unasked.
            remedies: [{ kind: 'move' as const, place, range, preferred: false }],
          },
        ];
      }),
    );
  },
};

/** Whether the unit itself listens on the number that it publishes, as a proxy on 80 or a DNS server on 53. */
function isMeant({ range, mapping: { target } }: Binding): boolean {
  return range !== null && target.range?.from === range.from && target.range.to === range.to;
}
