import { t } from '@vscode/l10n';
import { bindingsOf } from '../chart/collisions';
import { formatRange } from '../ports/port';
import { placeOf, type Rule } from './rule';

/** Linux numbers clients from 32768 (`net.ipv4.ip_local_port_range`), others from 49152 (RFC 6335 §6). */
const FIRST_LINUX = 32768;
const LAST_LINUX = 60999;
const FIRST_DYNAMIC = 49152;

export const ephemeralPort: Rule = {
  severity: 'hint',
  summary: 'A published port where operating systems number their clients.',
  isOfThisMachine: true,
  judgeUnit(unit, chart) {
    return bindingsOf(unit).flatMap(({ range, uri, text }) => {
      if (!range || range.to < FIRST_LINUX) return [];
      const place = placeOf(chart, uri, text);
      if (!place) return [];
      const systems = [
        ...(range.from <= LAST_LINUX ? ['Linux (32768–60999)'] : []),
        ...(range.to >= FIRST_DYNAMIC ? [t('Windows and macOS (49152–65535)')] : []),
      ].join(', ');
      return [
        {
          ...place,
          message: t(
            'Host port {0} is in the range of clients on {1}: one may hold it.',
            formatRange(range),
            systems,
          ),
        },
      ];
    });
  },
};
