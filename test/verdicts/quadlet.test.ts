import { describe, expect, test } from 'vitest';
import type { Finding } from '../../server/src/rules/finding';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { ROOT, workspaceOf } from '../unit/support/memory';
import sockets from './quadlet/sockets.json' with { type: 'json' };
import units from './quadlet/units.json' with { type: 'json' };

type Files = Readonly<Record<string, string>>;

interface UnitCase {
  readonly name: string;
  readonly files: Files;
  readonly refused: Readonly<Record<string, string>>;
  readonly units: Readonly<
    Record<string, { readonly create: string; readonly start?: string; readonly isDiscarded?: boolean }>
  >;
}

interface SocketCase {
  readonly name: string;
  readonly files: Files;
  readonly said: Readonly<Record<string, readonly string[]>>;
  readonly taken?: string;
}

/** What programs in one network may do to each other is not Podman's to say. */
function isOfPodman({ severity, message }: Finding): boolean {
  return severity !== 'hint' && !message.includes('share a network');
}

async function findingsOf(files: Files) {
  const { workspace } = await workspaceOf(files);
  return Object.keys(files).flatMap(file => {
    const document = workspace.document(ROOT + file);
    if (!document) throw new Error(`${file} is not read.`);
    const findings = findingsIn(workspace, document, DEFAULT_SETTINGS).filter(isOfPodman);
    return findings.map(({ rule, severity, message, span }) => ({
      file,
      rule,
      severity,
      message,
      text: document.text.slice(span.start, span.end),
    }));
  });
}

/** What is refused of a port as it is written. */
const OF_PORTS =
  /^(?:parsing (?:host|container) port|invalid port format|port numbers must|host and container port ranges|must provide a non-empty|cannot parse ".*" as an IP|unrecognized protocol|invalid range format for --expose|record on line|parse error on line)|bare " in non-quoted|extraneous/;
/** What is refused of ports for the network that they are in. */
const OF_NETWORKS =
  /published or exposed ports must be defined when the pod is created|PortMappings can only be used with/;

const UNITS: readonly UnitCase[] = units.cases;

describe(`what ${units.program} says of units`, () => {
  test.each(UNITS.map(one => [one.name, one] as const))('%s', async (_, one) => {
    const said = await findingsOf(one.files);
    for (const file of Object.keys(one.files)) {
      const own = said.filter(finding => finding.file === file);
      const by = (rule: string) => own.filter(finding => finding.rule === rule);
      const outcome = one.units[file];
      const refusal = one.refused[file] ?? outcome?.create ?? '';
      if (OF_PORTS.test(refusal)) expect(by('invalid-port').length, refusal).toBeGreaterThan(0);
      else if (refusal === '') expect(by('invalid-port')).toEqual([]);
      if (OF_NETWORKS.test(refusal))
        expect(
          by('ignored-port').map(({ severity }) => severity),
          refusal,
        ).toContain('error');
      else if (outcome?.isDiscarded)
        expect(by('ignored-port').map(({ severity }) => severity)).toContain('warning');
      else if (outcome && refusal === '') expect(by('ignored-port')).toEqual([]);
      const isTaken = outcome?.start?.includes('address already in use') === true;
      if (isTaken) expect(by('port-conflict').length, outcome?.start).toBeGreaterThan(0);
    }
    const all = Object.values(one.units);
    const isWhole =
      all.length === Object.keys(one.files).length && all.every(({ start }) => start !== undefined);
    if (isWhole && all.every(({ start }) => start === ''))
      expect(said.filter(({ rule }) => rule === 'port-conflict')).toEqual([]);
    // A single unit fails by itself, of several one may never be started.
    const isAlone = Object.keys(one.files).length === 1;
    const errors = said.filter(({ rule, severity }) => rule === 'port-conflict' && severity === 'error');
    if (isAlone && all.some(({ start }) => start?.includes('already in use')))
      expect(errors.length).toBeGreaterThan(0);
    if (!all.some(({ start }) => start?.includes('already in use')) && isWhole) expect(errors).toEqual([]);
  });
});

const SOCKETS: readonly SocketCase[] = sockets.cases;

describe(`what ${sockets.program} says of sockets`, () => {
  test.each(SOCKETS.map(one => [one.name, one] as const))('%s', async (_, one) => {
    const said = await findingsOf(one.files);
    for (const file of Object.keys(one.files)) {
      const passed = (one.said[file] ?? []).flatMap(
        line => /address value in '(.*?)', ignoring/.exec(line)?.[1] ?? [],
      );
      const isRefused = (one.said[file] ?? []).some(line => line.includes('Refusing'));
      const own = said.filter(finding => finding.file === file && finding.rule === 'invalid-port');
      expect(own.map(({ text }) => text)).toEqual(passed);
      expect(own.every(({ severity }) => severity === (isRefused ? 'error' : 'warning'))).toBe(true);
    }
    const conflicts = said.filter(({ rule }) => rule === 'port-conflict');
    expect(conflicts.length > 0).toBe(one.taken !== undefined);
  });
});
