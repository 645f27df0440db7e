import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import type { Mapping, Unit } from '../../server/src/systems/unit';
import { ROOT, workspaceOf } from '../unit/support/memory';
import recording from './docker-run/commands.json' with { type: 'json' };

interface Case {
  readonly command: string;
  readonly outcome: string;
  readonly said?: string;
  readonly bindings: readonly string[];
  readonly exposed: readonly string[];
  readonly network: string;
  readonly name?: string;
}

const CASES: readonly Case[] = recording.cases;

/** Refused for something else than ports; and what Portolan leaves open on purpose, for it may stand for anything. */
const ON_PURPOSE: Readonly<Record<string, string>> = {};

/** What Portolan reads of a command in a script. */
async function readingOf(command: string) {
  const { workspace } = await workspaceOf({ 'run.sh': `#!/bin/bash\n${command}\n` });
  const document = workspace.document(`${ROOT}run.sh`);
  if (!document) throw new Error('The script is not read.');
  const units = workspace.projectsWith(document.uri).flatMap(project => [...project.units.values()]);
  const findings = findingsIn(workspace, document, DEFAULT_SETTINGS);
  return { units, findings };
}

/** A mapping as the engine keeps it, port by port. */
function bindingsOf({ address, published, target, protocol }: Mapping): readonly string[] {
  const host = address?.text.value.replace(/^\[|\]$/g, '') ?? '';
  const { from = 0, to = 0 } = target.range ?? {};
  const isPool = from === to;
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const first = published?.range ? published.range.from + index : undefined;
    const port =
      isPool && published?.range && published.range.to > published.range.from
        ? `${published.range.from}-${published.range.to}`
        : (first ?? '');
    return `${host}|${port}|${from + index}/${protocol}`;
  });
}

function exposedOf({ exposes }: Unit): readonly string[] {
  return exposes.flatMap(({ port: { range }, protocol }) =>
    range
      ? Array.from({ length: range.to - range.from + 1 }, (_, index) => `${range.from + index}/${protocol}`)
      : [],
  );
}

/** What a reader is to put in, as Portolan takes it: a word in the place of a number. */
const isWord = ({ said = '' }: Case) => /Invalid (?:hostPort|containerPort|proto): \S*[a-z]/i.test(said);

describe(`what ${recording.program} says of commands`, () => {
  test('enough were asked', () => {
    expect(CASES.length).toBeGreaterThan(300);
  });

  test.each(CASES.filter(one => !(one.command in ON_PURPOSE)).map(one => [one.command, one] as const))(
    '%s',
    async (_, one) => {
      const { units, findings } = await readingOf(one.command);
      const grave = findings.filter(({ severity }) => severity === 'error');
      if (one.outcome === 'refused') {
        if (isWord(one)) return;
        expect(findings.map(({ rule }) => rule)).not.toEqual([]);
        return;
      }
      const unit = units[0];
      expect(units.length).toBe(one.bindings.length + one.exposed.length > 0 ? 1 : 0);
      expect((unit?.mappings ?? []).flatMap(bindingsOf).sort()).toEqual(one.bindings.map(normalized).sort());
      const published = new Set(one.bindings.map(binding => binding.split('|')[2]));
      expect((unit ? exposedOf(unit) : []).filter(port => !published.has(port)).sort()).toEqual(one.exposed);
      if (unit) expect(unit.network.kind).toBe(/^(?:host|none)$/.test(one.network) ? one.network : 'own');
      if (one.name !== undefined) expect(unit?.name).toBe(one.name);
      if (one.outcome === 'runs') expect(grave).toEqual([]);
      else expect(grave.map(({ rule }) => rule)).toContain('port-conflict');
    },
  );
});

/** An address as it is written; numbers without zeros before them. */
function normalized(binding: string): string {
  return binding;
}
