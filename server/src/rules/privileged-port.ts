import { t } from '@vscode/l10n';
import { claimsOf } from '../chart/collisions';
import { formatRange } from '../ports/port';
import { placeOf, type Rule } from './rule';

/** RFC 6335 §6, system ports; Linux `net.ipv4.ip_unprivileged_port_start`. */
export const privilegedPort: Rule = {
  severity: 'warning',
  summary: 'A port below 1024 needs privileges that rootless engines do not have.',
  judgeService(service, chart, { privilegedPortThreshold: threshold }) {
    return claimsOf(service).flatMap(claim => {
      if (!claim.range || claim.range.from >= threshold) return [];
      const place = placeOf(chart, claim.uri, claim.text);
      if (!place) return [];
      return [
        {
          ...place,
          message: t(
            'Host port {0} of "{1}" is below {2}: publishing it needs root or CAP_NET_BIND_SERVICE, and fails in rootless Docker and Podman.',
            formatRange(claim.range),
            service.name,
            threshold,
          ),
          remedies: [
            {
              kind: 'move' as const,
              place,
              range: claim.range,
              service: service.name,
              preferred: true,
            },
          ],
        },
      ];
    });
  },
  judgeDocument({ uri, reading }, chart, { privilegedPortThreshold: threshold }) {
    if (reading.kind !== 'dockerfile') return [];
    return reading.stages.flatMap(stage =>
      stage.exposed.flatMap(({ port: { range, text } }) => {
        const place =
          range && range.from < threshold && range.from > 0 ? placeOf(chart, uri, text) : undefined;
        if (!range || !place) return [];
        return [
          {
            ...place,
            message: t(
              "Port {0} is below {1}: a process that is not root needs CAP_NET_BIND_SERVICE to listen on it where the system does not allow it to all, as with the host's network or on Kubernetes.",
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
