import { describe, expect, test } from 'vitest';
import recording from './kubernetes/kustomizations.json' with { type: 'json' };
import { builtOf, viewOf } from './kustomize-view';

interface Case {
  readonly name: string;
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly resources: readonly unknown[];
}

/** Where Portolan says something else, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'a word of YAML 1.1 in a JSON patch':
    'Kustomize reads these patches alone as YAML 1.1, in which "y" is true: no port and no name of one is such a word',
};

const CASES: readonly Case[] = recording.cases.map(({ name, folder, files, resources }) => ({
  name,
  folder,
  // The files of each are others, which is no one type.
  files: Object.fromEntries(Object.entries(files)),
  resources,
}));

describe(`what ${recording.program} builds`, () => {
  test.each(CASES.filter(({ name }) => !(name in ON_PURPOSE)).map(one => [one.name, one] as const))(
    '%s',
    (_, { files, folder, resources }) => {
      expect(viewOf(files, folder)).toEqual(resources);
      expect(builtOf(files, folder).isWhole).toBe(true);
    },
  );

  test.each(Object.keys(ON_PURPOSE))('differs on purpose: %s', name => {
    const one = CASES.find(each => each.name === name);
    expect(one && viewOf(one.files, one.folder)).not.toEqual(one?.resources);
  });

  test('is many, of which most have ports', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(300);
    expect(CASES.filter(({ resources }) => resources.length > 0).length).toBeGreaterThan(250);
  });
});
