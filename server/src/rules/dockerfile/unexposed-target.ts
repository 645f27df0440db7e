import { t } from '@vscode/l10n';
import { protocolsExposed } from '../../chart/container-ports';
import { formatRange } from '../../ports/port';
import { imagePorts } from '../../registry/registry';
import { baseImage, exposedBy, stageOf } from '../../systems/recipe';
import type { Exposed } from '../../systems/unit';
import { spend } from '../../text/effort';
import { perObject } from '../../text/per-object';
import { variablesOf } from '../../text/source-text';
import { placeOf, type Rule } from '../rule';

/** The most exposed ports that a message names, and of which it shows the places. */
const MAX_NAMED = 20;
const MAX_SHOWN = 5;

export const unexposedTarget: Rule = {
  severity: 'hint',
  summary: "A container port that the service's own Dockerfile does not expose, while it exposes others.",
  judgeBuild(unit, chart) {
    const document = unit.source && chart.document(unit.source.uri);
    const recipe = document?.reading.recipe;
    if (!unit.source || !recipe) return [];
    const stage = stageOf(recipe, unit.source.stage);
    const exposed = stage ? exposedBy(recipe, stage) : [];
    if (!stage || exposed.length === 0 || !isCertain(exposed)) return [];
    const inherited = imagePorts(baseImage(recipe, stage));
    return unit.mappings.flatMap(({ author, target, protocol }) => {
      spend();
      const { range } = target;
      if (!range) return [];
      const isExposed =
        protocolsExposed(exposed, range).includes(protocol) ||
        protocolsExposed(unit.exposes, range).includes(protocol) ||
        inherited.some(
          ({ port, protocol: other }) => other === protocol && port === range.from && port === range.to,
        );
      const place = isExposed ? undefined : placeOf(chart, author.uri, target.text);
      if (!place) return [];
      const related = exposed.slice(0, MAX_SHOWN).flatMap(({ port }) => {
        const there = placeOf(chart, document.uri, port.text);
        return there ? [{ ...there, message: t('The Dockerfile exposes this.') }] : [];
      });
      return [
        {
          ...place,
          message: t(
            'The Dockerfile of "{0}" exposes {2}, not {1}: is something listening there?',
            unit.name,
            formatRange(range),
            namesOf(exposed),
          ),
          related,
        },
      ];
    });
  },
};

/** With one unknown among them nothing is certain; and what an ARG gives, a build argument may change. */
const isCertain = perObject((exposed: readonly Exposed[]): boolean =>
  exposed.every(({ port }) => port.range && variablesOf(port.text).length === 0),
);

const namesOf = perObject((exposed: readonly Exposed[]): string => {
  const names = new Set(
    exposed.map(
      ({ port, protocol }) =>
        `${port.range ? formatRange(port.range) : ''}${protocol === 'tcp' ? '' : `/${protocol}`}`,
    ),
  );
  return [...[...names].slice(0, MAX_NAMED), ...(names.size > MAX_NAMED ? ['…'] : [])].join(', ');
});
