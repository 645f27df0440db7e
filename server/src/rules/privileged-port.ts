import { claimsOf } from '../chart/collisions';
import { displayValue } from '../formats/template';
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
      const port = displayValue(formatRange(claim.range));
      return [
        {
          ...place,
          message: `Host port ${port} of "${service.name}" is below ${threshold}: publishing it needs root or CAP_NET_BIND_SERVICE, and fails in rootless Docker and Podman.`,
          remedies: [
            {
              kind: 'move' as const,
              place,
              what: `host port ${port} of "${service.name}"`,
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
        const port = formatRange(range);
        return [
          {
            ...place,
            message: `Port ${port} is below ${threshold}: a process that is not root needs CAP_NET_BIND_SERVICE to listen on it where the system does not allow it to all, as with the host's network or on Kubernetes.`,
            // The program inside has to be told as well, so nothing does this unasked.
            remedies: [{ kind: 'move' as const, place, what: `exposed port ${port}`, preferred: false }],
          },
        ];
      }),
    );
  },
};
