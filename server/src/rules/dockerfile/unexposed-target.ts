import { t } from '@vscode/l10n';
import { formatRange } from '../../ports/port';
import { imagePorts } from '../../registry/registry';
import type { Stage } from '../../systems/reading';
import { exposedBy, stageOf } from '../../systems/recipe';
import { variablesOf } from '../../text/source-text';
import { placeOf, type Rule } from '../rule';

export const unexposedTarget: Rule = {
  severity: 'hint',
  summary: "A container port that the service's own Dockerfile does not expose, while it exposes others.",
  judgeBuild(unit, chart) {
    const document = unit.source && chart.document(unit.source.uri);
    const recipe = document?.reading.recipe;
    if (!unit.source || !recipe) return [];
    const stage = stageOf(recipe, unit.source.stage);
    const exposed = stage ? exposedBy(recipe, stage) : [];
    // With one unknown among them nothing is certain; and what an ARG gives, a build argument may change.
    const isCertain = exposed.every(({ port }) => port.range && variablesOf(port.text).length === 0);
    if (!stage || exposed.length === 0 || !isCertain) return [];
    const inherited = imagePorts(baseImage(recipe.stages, stage));
    return unit.mappings.flatMap(({ author, target, protocol }) => {
      const { range } = target;
      const isExposed =
        [...exposed, ...unit.exposes].some(
          ({ port, protocol: other }) =>
            range &&
            port.range &&
            other === protocol &&
            port.range.from <= range.from &&
            range.to <= port.range.to,
        ) ||
        inherited.some(
          ({ port, protocol: other }) => other === protocol && port === range?.from && port === range.to,
        );
      const place = range && !isExposed ? placeOf(chart, author.uri, target.text) : undefined;
      if (!range || !place) return [];
      const known = exposed.map(
        ({ port, protocol: other }) =>
          `${port.range ? formatRange(port.range) : ''}${other === 'tcp' ? '' : `/${other}`}`,
      );
      const related = exposed.flatMap(({ port }) => {
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
            [...new Set(known)].join(', '),
          ),
          related,
        },
      ];
    });
  },
};

/** The image that a stage builds on in the end: what it exposes, its Dockerfile need not repeat. */
function baseImage(stages: readonly Stage[], stage: Stage): string {
  const earlier = stages.slice(0, stages.indexOf(stage));
  const base = earlier.findLast(({ name }) => name === stage.base.toLowerCase());
  return base ? baseImage(earlier, base) : stage.base;
}
