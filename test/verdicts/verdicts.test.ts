import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Recording } from './case';
import { differencesOf } from './differences';
import { viewOf } from './portolan';
import { QUESTIONS } from './questions';

function recordingIn(file: string): Recording {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8'));
}

describe.each(Object.entries(QUESTIONS))('%s', (file, questions) => {
  const { program, cases } = recordingIn(file);

  test('every question is recorded (if not: npm run verdicts)', () => {
    const asked = questions().map(({ name, files }) => ({ name, files }));
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
