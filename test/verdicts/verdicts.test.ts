import { describe, expect, test } from 'vitest';
import type { Recording } from './case';
import conflicts from './compose/conflicts.json';
import projects from './compose/projects.json';
import specifications from './compose/specifications.json';
import { differencesOf } from './differences';
import { viewOf } from './portolan';
import { QUESTIONS } from './questions';

const RECORDINGS: Readonly<Record<string, Recording>> = {
  'compose/conflicts.json': conflicts,
  'compose/projects.json': projects,
  'compose/specifications.json': specifications,
};

describe.each(Object.entries(RECORDINGS))('%s', (file, { program, cases }) => {
  test('every question is recorded (if not: npm run verdicts)', () => {
    const asked = QUESTIONS[file]?.().map(({ name, files }) => ({ name, files })) ?? [];
    expect(cases.map(({ name, files }) => ({ name, files }))).toEqual(asked);
  });

  describe(`Portolan says what ${program} said`, () => {
    test.each(cases.map(one => [one.name, one] as const))('%s', async (_name, { files, calls, why }) => {
      const view = await viewOf(files);
      const differences = calls.flatMap(call =>
        call.runs.flatMap(run => differencesOf(run, view.run(call.files, run.profiles))),
      );
      // What differs on purpose says why, and nothing else does.
      if (why === undefined) expect(differences).toEqual([]);
      else expect(differences).not.toEqual([]);
    });
  });
});
