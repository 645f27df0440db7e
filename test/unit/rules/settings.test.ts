// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../../server/src/rules/settings';
import { findingsOf, sceneOf } from '../support/scene';

const PRIVILEGED = { 'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["80:80"]\n' };

describe('severities', () => {
  test.each(['error', 'warning', 'information', 'hint'] as const)('%s', async severity => {
    const found = findingsOf(await sceneOf(PRIVILEGED), 'privileged-port', 'compose.yaml', {
      rules: { 'privileged-port': severity },
    });
    expect(found.map(one => one.severity)).toEqual([severity]);
  });

  test('off', async () => {
    const scene = await sceneOf(PRIVILEGED);
    const rules = { 'privileged-port': 'off' } as const;
    expect(findingsOf(scene, 'privileged-port', 'compose.yaml', { rules })).toEqual([]);
    // Settings that change back count again.
    expect(findingsOf(scene, 'privileged-port', 'compose.yaml')).toHaveLength(1);
  });

  test('a setting wins over what a case is worth by itself', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["${P}:80"]\n  b:\n    image: x\n    ports: ["${P}:80"]\n',
    });
    const severities = (rules: object) =>
      findingsOf(scene, 'port-conflict', 'compose.yaml', { rules }).map(({ severity }) => severity);
    expect(severities({})).toEqual(['warning', 'warning']);
    expect(severities({ 'port-conflict': 'hint' })).toEqual(['hint', 'hint']);
  });
});

describe('parseSettings', () => {
  test.each([
    [{}, {}, []],
    [{ rules: { 'port-conflict': 'off' } }, { rules: { 'port-conflict': 'off' } }, []],
    [{ rules: { 'port-conflict': 'default' } }, { rules: {} }, []],
    [
      { privilegedPortThreshold: 0, exclude: ['a/**'] },
      { privilegedPortThreshold: 0, exclude: ['a/**'] },
      [],
    ],
    [
      { privilegedPortThreshold: -1 },
      {},
      ['"privilegedPortThreshold" must be a whole number from 0 to 65536.'],
    ],
    [
      { privilegedPortThreshold: '80' },
      {},
      ['"privilegedPortThreshold" must be a whole number from 0 to 65536.'],
    ],
    [{ nodePortRange: '30000-31000' }, { nodePortRange: { from: 30000, to: 31000 } }, []],
    [{ nodePortRange: 'all' }, {}, ['"nodePortRange" must be a range of ports, as in "30000-32767".']],
    [{ exclude: 'a' }, {}, ['"exclude" must be a list of globs.']],
    [
      { inlayHints: { enabled: false }, codeLens: { enabled: true } },
      { inlayHints: false, codeLens: true },
      [],
    ],
    [
      { inlayHints: false, codeLens: { enabled: 'no' } },
      {},
      [
        '"inlayHints" must be an object, as in {"enabled": true}.',
        '"codeLens" must be an object, as in {"enabled": true}.',
      ],
    ],
    [
      { colour: 1 },
      {},
      ['There is no setting "colour": there are rules, privilegedPortThreshold, nodePortRange and exclude.'],
    ],
    [{ rules: [] }, { rules: {} }, ['"rules" must be an object of rule ids and severities.']],
    [
      { rules: { 'port-conflict': 'loud', 'invalid-port': 'hint' } },
      { rules: { 'invalid-port': 'hint' } },
      ['The severity of "port-conflict" must be error, warning, information, hint or off.'],
    ],
    [[], {}, ['The settings must be an object.']],
  ])('%j', (data, settings, errors) => {
    expect(parseSettings(data)).toEqual({ settings, errors });
  });

  test('names the rules where one is unknown', () => {
    expect(parseSettings({ rules: { nope: 'off' } }).errors[0]).toMatch(
      /^There is no rule "nope": there are privileged-port, port-conflict, /,
    );
  });
});
