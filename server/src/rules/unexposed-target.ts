import { t } from '@vscode/l10n';
import { formatRange } from '../ports/port';
import { imagePorts } from '../registry/registry';
import { dockerfileOf } from '../systems/compose/project';
import { exposedBy, type Stage, stageOf } from '../systems/dockerfile/reading';
import { variablesOf } from '../text/source-text';
import { placeOf, type Rule } from './rule';

export const unexposedTarget: Rule = {
  severity: 'hint',
  summary: "A container port that the service's own Dockerfile does not expose, while it exposes others.",
  judgeBuild(service, chart) {
    const path = dockerfileOf(service);
    const document = path && chart.document(path.uri);
    if (!path || document?.reading.kind !== 'dockerfile') return [];
    const stage = stageOf(document.reading, service.build?.value.target?.value);
    const exposed = stage ? exposedBy(document.reading, stage) : [];
    // With one unknown among them nothing is certain; and what an ARG gives, a build argument may change.
    const isCertain = exposed.every(({ port }) => port.range && variablesOf(port.text).length === 0);
    if (!stage || exposed.length === 0 || !isCertain) return [];
    const inherited = imagePorts(baseImage(document.reading.stages, stage));
    return service.mappings.flatMap(({ author, target, protocol }) => {
      const { range } = target;
      const isExposed =
        [...exposed, ...service.exposes].some(
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
            service.name,
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
