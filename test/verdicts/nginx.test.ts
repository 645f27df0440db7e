import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { configurationsWith } from '../../server/src/systems/nginx/configuration';
import { lineStarts, positionAt } from '../../server/src/text/spans';
import { ROOT, workspaceOf } from '../unit/support/memory';
import recording from './nginx/configurations.json' with { type: 'json' };

interface Message {
  readonly level: string;
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
}

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly test: { readonly ok: boolean; readonly messages: readonly Message[] };
  readonly start?: { readonly ok: boolean; readonly messages: readonly Message[] };
}

/** What nginx refuses of ports; all else that it refuses (a certificate, a host, a word) is not Portolan's to say. */
const OF_PORTS =
  /^(?:a duplicate listen|duplicate listen options|a duplicate default server|duplicate ".*" address and port pair|invalid port (?:range )?in ".*" of the "listen"|invalid port range in|bind\(\) to .* \(98:)/;

/** The ports of an upstream's servers; those of `proxy_pass` are URLs. */
const OF_PEERS = /^invalid port in upstream/;

/** Where Portolan says something else, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'a target with a variable is not looked at': 'it is no port all the same: each request fails',
  'localhost may be ::1 too':
    "which addresses the name has is the machine's to say; 127.0.0.1 is one everywhere",
};

const CASES: readonly Case[] = recording.cases.filter(({ name }) => !(name in ON_PURPOSE));

const REFUSED = CASES.filter(({ test: { ok } }) => !ok);
const refusalOf = ({ test: { messages } }: Case) => messages.find(({ level }) => level === 'emerg');

const REFUSED_FOR_PORTS = REFUSED.filter(one => OF_PORTS.test(refusalOf(one)?.text ?? '') || isPeer(one));

async function findingsOf({ files }: Case) {
  const { workspace } = await workspaceOf(files);
  const main = workspace.document(`${ROOT}nginx.conf`);
  const parts = new Set(main && configurationsWith(workspace, main).flatMap(({ uris }) => [...uris]));
  const documents = [...workspace.documents().values()].filter(({ uri }) => parts.has(uri));
  return documents.flatMap(document => {
    const starts = lineStarts(document.text);
    return findingsIn(workspace, document, DEFAULT_SETTINGS)
      .filter(({ rule }) => rule === 'port-conflict' || rule === 'invalid-port')
      .map(({ severity, message, span }) => ({
        severity,
        message,
        file: document.uri.slice(ROOT.length),
        line: positionAt(starts, span.start).line + 1,
        lastLine: lineOfEnd(document.text, span.end),
      }));
  });
}

/** The line on which the directive ends that an offset stands in: the one that nginx names. */
function lineOfEnd(text: string, offset: number): number {
  const end = text.indexOf(';', offset);
  return text.slice(0, end < 0 ? text.length : end).split('\n').length;
}

const isGrave = ({ severity, message }: { readonly severity: string; readonly message: string }) =>
  severity === 'error' || message.includes('before 1.25.5');

describe(`what ${recording.program} says of ports`, () => {
  test.each(CASES.filter(one => one.start?.ok).map(one => [one.name, one] as const))(
    'starts: %s',
    async (_, one) => {
      const findings = await findingsOf(one);
      expect(findings.filter(isGrave)).toEqual([]);
      const names = one.test.messages.filter(({ text }) => text.startsWith('conflicting server name'));
      expect(findings.map(({ message }) => message).sort()).toEqual(
        names.map(({ text }) => asSaid(text)).sort(),
      );
    },
  );

  test.each(CASES.filter(one => one.start && !one.start.ok).map(one => [one.name, one] as const))(
    'fails to start: %s',
    async (_, one) => {
      const refused = one.start?.messages.filter(({ text }) => /\(98:/.test(text)) ?? [];
      const said = (await findingsOf(one)).filter(isGrave).map(({ message }) => message);
      expect(said.map(message => /so (.*) cannot be had/.exec(message)?.[1]).sort()).toEqual(
        refused.map(({ text }) => /^bind\(\) to (.*) failed/.exec(text)?.[1]).sort(),
      );
    },
  );

  test.each(REFUSED_FOR_PORTS.map(one => [one.name, one] as const))('refuses: %s', async (_, one) => {
    const { file, line } = refusalOf(one) ?? {};
    const said = (await findingsOf(one)).filter(isGrave);
    expect(said.map(({ file: at, lastLine }) => `${at}:${lastLine}`)).toContain(`${file}:${line}`);
  });

  test('as many say something of ports as the pages tell', () => {
    const count = REFUSED_FOR_PORTS.length + CASES.filter(({ start }) => start).length;
    const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    expect(text('README.md')).toContain(`the ${count} of them that say something of ports`);
    expect(text('../../docs/reliability.md')).toContain(`Portolan says the same of ${count} of them`);
  });
});

/** Whether it refuses the port of an upstream's server. */
function isPeer(one: Case): boolean {
  const { text = '', file = '', line = 0 } = refusalOf(one) ?? {};
  return OF_PEERS.test(text) && /^\s*server\s/.test(one.files[file]?.split('\n')[line - 1] ?? '');
}

/** A warning of nginx in Portolan's words. */
function asSaid(text: string): string {
  const [, name = '', socket = ''] = /^conflicting server name "(.*)" on (.*), ignored$/.exec(text) ?? [];
  return name === ''
    ? `Another server without a name listens on ${socket}: nginx never chooses this one.`
    : `Another server is called "${name}" on ${socket}: nginx never chooses this one.`;
}
