// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Apache writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { readApache } from '../../server/src/systems/apache/reading';
import { lineStarts, positionAt } from '../../server/src/text/spans';
import { ROOT, workspaceOf } from '../unit/support/memory';
import recording from './apache/configurations.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly refused?: { readonly reason: string; readonly line: number; readonly file?: string };
  readonly failed?: string;
  readonly listening?: readonly string[];
}

/** What Apache refuses of ports; all else that it refuses (a directive that has no place there) is not Portolan's to say. */
const OF_PORTS =
  /^(?:Cannot define multiple Listeners|Port must be specified|Invalid address or port|The address or port is invalid|Missing address for VirtualHost|The port number)/;

/** Where Portolan says something else, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'a variable of nobody': 'the environment may set it',
  'within a module that is there': 'which modules there are is not known: a warning',
  'twice, within a module that is there': 'which modules there are is not known',
  'random 25':
    'all of IPv6 beside the port alone takes a socket off a list in Apache that others are found by',
  'within a module that is not missing': 'which modules there are is not known',
};

const CASES: readonly Case[] = recording.cases.filter(({ name }) => !(name in ON_PURPOSE));

async function errorsOf({ text, files = {} }: Case) {
  // A file by itself may be of another program, unless it says something that only Apache does.
  const all = { ...files, 'ports.conf': `${text}\n<VirtualHost *:80>\n</VirtualHost>\n` };
  const { workspace } = await workspaceOf(all);
  expect(workspace.document(`${ROOT}ports.conf`)?.reading.format).toBe('apache');
  return Object.entries(all).flatMap(([file, written]) => {
    const document = workspace.document(`${ROOT}${file}`);
    const starts = lineStarts(written);
    return (document ? findingsIn(workspace, document, DEFAULT_SETTINGS) : [])
      .filter(({ severity }) => severity === 'error')
      .map(({ message, span }) => ({ message, file, line: positionAt(starts, span.start).line + 1 }));
  });
}

/** A target beyond the last port: Apache takes it, and each request fails. */
const isOfTarget = ({ message }: { readonly message: string }) => message.includes('ports end at');

describe(`what ${recording.program} says of ports`, () => {
  test.each(CASES.filter(({ listening }) => listening).map(one => [one.name, one] as const))(
    'starts: %s',
    async (_, one) => {
      expect((await errorsOf(one)).filter(error => !isOfTarget(error))).toEqual([]);
      // Of files that are included the other tests say which count.
      if (one.files) return;
      const { directives, listens = [] } = readApache(one.text, `${ROOT}ports.conf`);
      const certain = directives.filter(({ name, isConditional }) => name === 'listen' && !isConditional);
      const ports = listens.flatMap(({ port: { range, text } }) => {
        const { start } = text.pieces.length > 0 ? text.span : { start: -1 };
        return certain.some(({ span }) => span.start <= start && start < span.end) ? [range?.from] : [];
      });
      expect(new Set(ports)).toEqual(new Set(one.listening?.map(socket => Number(/\d+$/.exec(socket)?.[0]))));
    },
  );

  const refused = CASES.filter(one => OF_PORTS.test(one.refused?.reason ?? ''));

  test.each(refused.map(one => [one.name, one] as const))('refuses: %s', async (_, one) => {
    const { line, file = 'ports.conf' } = one.refused ?? {};
    expect(await errorsOf(one)).toContainEqual({ message: expect.any(String), file, line });
  });

  const failed = CASES.filter(one => /:\d+$/.test(one.failed ?? ''));

  test.each(failed.map(one => [one.name, one] as const))('fails to start: %s', async (_, one) => {
    const said = (await errorsOf(one)).map(({ message }) => message);
    expect(said.filter(message => message.includes('fails to start'))).toHaveLength(1);
  });

  test('many cases say something of ports', () => {
    expect(refused.length).toBeGreaterThan(90);
    expect(failed.length).toBeGreaterThan(25);
  });
});
