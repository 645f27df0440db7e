import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { lineStarts, positionAt } from '../../server/src/text/spans';
import { ROOT, workspaceOf } from '../unit/support/memory';
import recording from './haproxy/configurations.json' with { type: 'json' };

interface Message {
  readonly line: number;
  readonly text: string;
}

interface Case {
  readonly name: string;
  readonly text: string;
  readonly answers: readonly {
    readonly refused: readonly Message[];
    readonly taken?: readonly Message[];
  }[];
}

/** What HAProxy refuses of ports; what else it refuses (a host, a file descriptor, an empty word) is not Portolan's to say. */
const OF_PORTS = /invalid port|port number|missing port|port range|port offset/;

/** Where Portolan says nothing, by what is written there, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  ':"\u0024{NOTHING}"': 'a variable that nobody sets here may be set where HAProxy runs',
  ':8\\080': 'what an escape makes of a port nobody writes',
  'peer a 127.0.0.1\n': 'HAProxy 2.6 takes it',
};

const CASES: readonly Case[] = recording.cases.filter(
  ({ text }) => !Object.keys(ON_PURPOSE).some(part => text.includes(part)),
);

async function findingsOf({ text }: Case) {
  const { workspace } = await workspaceOf({ 'haproxy.cfg': text });
  const document = workspace.document(`${ROOT}haproxy.cfg`);
  if (document?.reading.format !== 'haproxy')
    throw new Error('It is not read as a configuration of HAProxy.');
  const starts = lineStarts(text);
  return findingsIn(workspace, document, DEFAULT_SETTINGS).map(({ rule, severity, span }) => ({
    rule,
    severity,
    line: positionAt(starts, span.start).line + 1,
  }));
}

const linesOf = (messages: readonly Message[]) =>
  [...new Set(messages.map(({ line }) => line))].sort((a, b) => a - b);

/** Whether it is bound to a device, which may be another one than all. */
const isOfDevice = ({ text }: Case) => text.includes('interface lo');

describe(`what HAProxy ${recording.programs.join(' and ')} say of ports`, () => {
  test.each(CASES.map(one => [one.name, one] as const))('refuses: %s', async (_, one) => {
    const said = (await findingsOf(one)).filter(({ rule }) => rule === 'invalid-port');
    const refused = one.answers.map(answer =>
      linesOf(answer.refused.filter(({ text }) => OF_PORTS.test(text))),
    );
    const [always = [], ...others] = refused;
    const byAll = always.filter(line => others.every(lines => lines.includes(line)));
    const bySome = [...new Set(refused.flat())].sort((a, b) => a - b);
    const errors = said.filter(({ severity }) => severity === 'error').map(({ line }) => line);
    expect([...new Set(errors)]).toEqual(byAll);
    expect([...new Set(said.map(({ line }) => line))]).toEqual(bySome);
  });

  const started = CASES.filter(
    one => one.answers.every(({ taken }) => taken !== undefined) && !isOfDevice(one),
  );

  test.each(started.map(one => [one.name, one] as const))('binds: %s', async (_, one) => {
    const errors = (await findingsOf(one)).filter(
      ({ rule, severity }) => rule === 'port-conflict' && severity === 'error',
    );
    for (const { taken = [] } of one.answers) {
      expect(errors.length > 0).toBe(taken.length > 0);
      // Which of several sockets is the second is the machine's to say.
      const lines = new Set(errors.map(({ line }) => line));
      expect(linesOf(taken).filter(line => !lines.has(line))).toEqual([]);
    }
  });
});
