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

/** Where Portolan reads something else, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'docker run -p 8080:80 > /dev/null sleeper:1': 'what is redirected before the image ends the command',
};

/** What keeps a container from its ports; others start without them as well. */
const COLLISION = /port is already allocated|address already in use|all ports are allocated/;

/** What is refused of ports, not of the rest of a command. */
const OF_PORTS =
  /^(?:docker: )?(?:Error response from daemon: conflicting options: port|Invalid (?!ref)|invalid (?:port|range)|No port)/;

/** What Portolan reads of a command in a script. */
async function readingOf(command: string) {
  const { workspace } = await workspaceOf({ 'run.sh': `#!/bin/bash\n${command}\n` });
  const document = workspace.document(`${ROOT}run.sh`);
  // A script that says nothing of ports is not kept.
  if (!document) return { units: [], findings: [] };
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

/** A word in the place of a number, which Portolan leaves open: it may stand for what a reader is to put in. */
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
        const isOfPorts = OF_PORTS.test(one.said ?? '');
        if (!isWord(one)) expect(findings.length > 0).toBe(isOfPorts);
        return;
      }
      const unit = units[0];
      expect(units.length).toBe(one.bindings.length + one.exposed.length > 0 ? 1 : 0);
      expect((unit?.mappings ?? []).flatMap(bindingsOf).sort()).toEqual([...one.bindings].sort());
      const published = new Set(one.bindings.map(binding => binding.split('|')[2]));
      expect((unit ? exposedOf(unit) : []).filter(port => !published.has(port)).sort()).toEqual(one.exposed);
      if (unit) expect(unit.network.kind).toBe(/^(?:host|none)$/.test(one.network) ? one.network : 'own');
      if (one.name !== undefined) expect(unit?.name).toBe(one.name);
      // What is only created has not asked for its ports yet.
      const isStarted = !/^docker (?:container )?create/.test(one.command);
      if (!isStarted) return;
      const collides = COLLISION.test(one.said ?? '');
      expect(grave.map(({ rule }) => rule).includes('port-conflict')).toBe(collides);
      expect(grave.every(({ rule }) => rule === 'port-conflict')).toBe(true);
    },
  );
});
