import fc from 'fast-check';
import { CONFLICT_CASES } from '../unit/chart/conflict-cases';
import { projects } from '../unit/properties/projects';
import { SHORT_SYNTAX_CASES } from '../unit/text/port-spec-cases';
import type { Question } from './case';

/** The generated projects that are recorded. */
const SEED = 20261126;
const COUNT = 400;

/** What is asked for each recording, by its file. */
export const QUESTIONS: Readonly<Record<string, () => readonly Question[]>> = {
  'compose/specifications.json': () => specifications(),
  'compose/conflicts.json': () => CONFLICT_CASES.map(({ name, source, files }) => ({ name, source, files })),
  'compose/projects.json': () =>
    fc.sample(projects, { seed: SEED, numRuns: COUNT }).map((files, index) => ({
      name: `generated ${index + 1}`,
      source: `seed ${SEED}`,
      // What Compose does not read has no say here.
      files: Object.fromEntries(Object.entries(files).filter(([path]) => !/README|Dockerfile/.test(path))),
    })),
};

/** Each specification once: several of the tests they come from ask for the same. */
function specifications(): readonly Question[] {
  const bySpec = new Map(SHORT_SYNTAX_CASES.map(one => [one.spec, one]));
  return [...bySpec.values()].map(({ spec, source }) => ({
    name: `"${spec}"`,
    source,
    files: { 'compose.yaml': `services:\n  web:\n    image: web\n    ports: [${JSON.stringify(spec)}]\n` },
  }));
}
