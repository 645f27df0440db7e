import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

function compose(...lines: readonly string[]): string {
  return ['services:', '  web:', '    image: x', '    ports:', ...lines, ''].join('\n');
}

async function foundIn(text: string) {
  const scene = await sceneOf({ 'compose.yaml': text });
  return {
    ports: findingsOf(scene, 'privileged-port', 'compose.yaml').map(({ at }) => at),
    unused: findingsOf(scene, 'unused-ignore', 'compose.yaml').map(({ at, severity, message }) => [
      at,
      severity,
      message,
    ]),
  };
}

describe('silence', () => {
  test.each([
    ['on the line', ['      - "80:80" # portolan-ignore'], []],
    ['on the line, by name', ['      - "80:80" # portolan-ignore: privileged-port'], []],
    ['on the line before', ['      # portolan-ignore: privileged-port', '      - "80:80"'], []],
    [
      'not two lines before',
      ['      # portolan-ignore', '      - "8080:80"', '      - "80:80"'],
      ['compose.yaml:7 "80"'],
    ],
    [
      'not the next line behind code',
      ['      - "81:80" # portolan-ignore', '      - "80:80"'],
      ['compose.yaml:6 "80"'],
    ],
    ['the file', ['      - "80:80"', '      - "81:80"', '# portolan-ignore-file: privileged-port'], []],
    ['not in a string', ['      - "80:80"', '    labels: ["portolan-ignore-file"]'], ['compose.yaml:5 "80"']],
  ])('%s', async (_name, lines, expected) => {
    expect((await foundIn(compose(...lines))).ports).toEqual(expected);
  });

  test('of a Dockerfile', async () => {
    const scene = await sceneOf({
      Dockerfile: 'FROM scratch\n# portolan-ignore: privileged-port\nEXPOSE 80\n',
    });
    expect(findingsOf(scene, 'privileged-port', 'Dockerfile')).toEqual([]);
    expect(findingsOf(scene, 'unused-ignore', 'Dockerfile')).toEqual([]);
  });
});

describe('unused-ignore', () => {
  test.each([
    [
      'nothing here',
      ['      - "8080:80" # portolan-ignore'],
      [['compose.yaml:5 "portolan-ignore"', 'hint', 'There is nothing to ignore here: this comment can go.']],
    ],
    [
      'nothing in the file',
      ['      - "8080:80" # portolan-ignore-file'],
      [
        [
          'compose.yaml:5 "portolan-ignore-file"',
          'hint',
          'There is nothing to ignore in this file: this comment can go.',
        ],
      ],
    ],
    [
      'another rule',
      ['      - "80:80" # portolan-ignore: port-conflict'],
      [
        [
          'compose.yaml:5 "portolan-ignore: port-conflict"',
          'hint',
          'There is nothing of port-conflict to ignore here: this comment can go.',
        ],
      ],
    ],
    [
      'one of two rules',
      ['      - "80:80" # portolan-ignore: privileged-port, port-conflict'],
      [
        [
          'compose.yaml:5 "portolan-ignore: privileged-port, port-conflict"',
          'hint',
          'There is nothing of port-conflict to ignore here: this comment can go.',
        ],
      ],
    ],
    ['a used one', ['      - "80:80" # portolan-ignore'], []],
  ])('%s', async (_name, lines, expected) => {
    expect((await foundIn(compose(...lines))).unused).toEqual(expected);
  });

  test('names the rules where one is unknown', async () => {
    const { unused } = await foundIn(compose('      - "80:80" # portolan-ignore: nope'));
    expect(unused[0]?.[2]).toMatch(/^There is no rule "nope": there are privileged-port, /);
  });

  test('can be off', async () => {
    const scene = await sceneOf({ 'compose.yaml': compose('      - "8080:80" # portolan-ignore') });
    expect(findingsOf(scene, 'unused-ignore', 'compose.yaml', { rules: { 'unused-ignore': 'off' } })).toEqual(
      [],
    );
  });
});
