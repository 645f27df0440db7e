import { t } from '@vscode/l10n';
import type { Unit } from '../../systems/unit';
import { spend } from '../../text/effort';
import { imageName } from '../../text/image-name';
import { isOwn } from '../../text/traefik';
import { type Judgement, placeOf, type Rule, writeInstead } from '../rule';

/**
 * Routers of Traefik that come in nowhere: "entryPoint doesn't exist" (Traefik 3, `GetRoutersByEntryPoints`). That is no error,
 * for another Traefik may read the same labels.
 */
export const unknownEntryPoint: Pick<Rule, 'judgeProject'> = {
  judgeProject: (project, chart) => {
    const units = [...project.units.values()];
    const [proxy, ...others] = units.filter(isTraefik);
    const all = proxy?.allEntryPoints;
    if (!proxy || !all || others.length > 0) return [];
    return units.flatMap(({ entryPoints = [] }) => {
      spend(entryPoints.length);
      return entryPoints.flatMap(({ author, text }): readonly Judgement[] => {
        const name = text.value;
        const place = placeOf(chart, author.uri, text);
        if (!place || isOwn(name) || all.includes(name.toLowerCase())) return [];
        const known = all.slice(0, MAX_NAMED);
        return [
          {
            ...place,
            severity: 'warning',
            message: t(
              '"{0}" has no entry point "{1}", but {2}: nothing comes in here.',
              proxy.name,
              name,
              known.join(', '),
            ),
            related: proxy.names.flatMap(({ uri, value }) => {
              const there = placeOf(chart, uri, value);
              return there ? [{ ...there, message: t('Its entry points are set here.') }] : [];
            }),
            remedies: writeInstead(place, known),
          },
        ];
      });
    });
  },
};

/** So many entry points are named. */
const MAX_NAMED = 5;

function isTraefik({ image }: Unit): boolean {
  return imageName(image?.value.value ?? '') === 'traefik';
}
