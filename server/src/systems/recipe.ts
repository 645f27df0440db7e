import { t } from '@vscode/l10n';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import { variablesOf } from '../text/source-text';
import type { Recipe, Stage } from './reading';
import type { Exposed } from './unit';

/** The variables that the `EXPOSE` of stages take their ports from. */
export function variablesExposed(stages: readonly Stage[]): ReadonlySet<string> {
  const exposed = stages.flatMap(stage => stage.exposed);
  return new Set(exposed.flatMap(({ port }) => variablesOf(port.text).map(({ name }) => name)));
}

/** The stage that a place stands in; undefined before the first. */
export function stageAt({ stages }: Recipe, offset: number): Stage | undefined {
  return stages.findLast(({ span }) => span.start <= offset);
}

/** The stage that a build gives: the one named or numbered, else the last (Compose, `build.target`). */
export function stageOf(recipe: Recipe, target: string | undefined): Stage | undefined {
  if (target === undefined) return recipe.stages.at(-1);
  const name = target.toLowerCase();
  return (
    recipe.stages.findLast(stage => stage.name === name) ??
    recipe.stages[/^\d+$/.test(target) ? Number(target) : -1]
  );
}

/** What a stage exposes, with what the stages of the same file expose that it builds on. */
export function exposedBy(recipe: Recipe, stage: Stage): readonly Exposed[] {
  return exposedWith(stage, recipe);
}

const exposedWith = perObject((stage: Stage, recipe: Recipe): readonly Exposed[] =>
  builtWith(recipe, stage).flatMap(({ exposed }) => exposed),
);

/** The image that a stage builds on in the end. */
export function baseImage(recipe: Recipe, stage: Stage): string {
  return baseImages(recipe).get(stage) ?? stage.base;
}

const baseImages = perObject(({ stages }: Recipe): ReadonlyMap<Stage, string> => {
  const ofNames = new Map<string, string>();
  const ofStages = new Map<Stage, string>();
  for (const stage of stages) {
    const base = ofNames.get(stage.base.toLowerCase()) ?? stage.base;
    ofStages.set(stage, base);
    if (stage.name !== undefined) ofNames.set(stage.name, base);
  }
  return ofStages;
});

/** A stage, and the stages of the same file that it builds on. */
export function builtWith(recipe: Recipe, stage: Stage): readonly Stage[] {
  return lineageOf(recipe).bases.get(stage) ?? [stage];
}

/** A stage, and the stages of the same file that build on it: what it says counts in all of them. */
export function builtOn(recipe: Recipe, stage: Stage): readonly Stage[] {
  return lineageOf(recipe).heirs.get(stage) ?? [stage];
}

/** The limit that leaves out stages that one builds on, if one does; or that left out their variables. */
export function limitsOfLineage(recipe: Recipe, isDeep: boolean): readonly string[] {
  const isCut = isDeep || (recipe.stages.length > MAX_LINEAGE && lineageOf(recipe).isCut);
  const message = t('A stage builds on more than {0} others, the most that Portolan reads.', MAX_LINEAGE - 1);
  return isCut ? [message] : [];
}

interface Lineage {
  readonly isCut: boolean;
  readonly bases: ReadonlyMap<Stage, readonly Stage[]>;
  readonly heirs: ReadonlyMap<Stage, readonly Stage[]>;
}

/** The most stages that one is followed through: each is of all that build on it. */
export const MAX_LINEAGE = 100;

const lineageOf = perObject((recipe: Recipe): Lineage => {
  const byName = new Map<string, Stage>();
  for (const stage of recipe.stages)
    if (stage.name !== undefined && !byName.has(stage.name)) byName.set(stage.name, stage);
  const bases = new Map<Stage, readonly Stage[]>();
  const heirs = new Map<Stage, Stage[]>();
  let isCut = false;
  for (const stage of recipe.stages) {
    const built = new Set<Stage>();
    let current: Stage | undefined = stage;
    while (current && !built.has(current) && built.size < MAX_LINEAGE) {
      built.add(current);
      current = byName.get(current.base.toLowerCase());
    }
    isCut ||= current !== undefined && !built.has(current);
    bases.set(stage, [...built]);
    for (const base of built) addTo(heirs, base, stage);
  }
  return { isCut, bases, heirs };
});
