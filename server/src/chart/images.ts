import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import type { Chart } from './chart';
import type { Inside } from './occurrence';

/** The name by which a registry knows an image, without tag and digest; undefined where something else gives it. */
function repositoryOf({ image }: Unit): string | undefined {
  const [name = ''] = (image?.value.value ?? '').split('@', 1);
  const repository = name.replace(/:[^:/]*$/, '');
  return /^[\w./:-]+$/.test(repository) ? repository : undefined;
}

/** The units of a project by the images that they are made of. */
export const imagesOf = perObject((project: Project): ReadonlyMap<string, readonly Inside[]> => {
  const byImage = new Map<string, Inside[]>();
  for (const unit of project.units.values()) {
    const repository = repositoryOf(unit);
    if (repository !== undefined) addTo(byImage, repository, { project, unit });
  }
  return byImage;
});

/** The units that run an image which the given ones make: an image that several recipes make is nobody's. */
export function runnersOf(chart: Chart, builders: readonly Inside[]): readonly Inside[] {
  const repositories = new Set(builders.flatMap(({ unit }) => repositoryOf(unit) ?? []));
  return [...repositories].flatMap(repository => whoHave(chart.unitsWithImage(repository)).runners);
}

/** The units that make the image of one that only runs it. */
export function makersOf(chart: Chart, unit: Unit): readonly Inside[] {
  const repository = unit.source ? undefined : repositoryOf(unit);
  return repository === undefined ? [] : whoHave(chart.unitsWithImage(repository)).makers;
}

/** Of the units that have an image, those that make it and those that only run it; none where several recipes make it. */
const whoHave = perObject(
  (units: readonly Inside[]): { readonly makers: readonly Inside[]; readonly runners: readonly Inside[] } => {
    const makers = units.filter(({ unit }) => unit.source);
    const runners = units.filter(({ unit }) => !unit.source);
    const recipes = new Set(makers.map(({ unit: { source } }) => source && `${source.uri} ${source.stage}`));
    return recipes.size === 1 ? { makers, runners } : NOBODY;
  },
);

const NOBODY = { makers: [], runners: [] };
