import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { formatRange } from '../../../server/src/ports/port';
import type { Finding, Fix } from '../../../server/src/rules/finding';
import type { Edit } from '../../../server/src/text/spans';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { workspaceOf } from '../support/memory';
import { type FileTexts, projects } from './projects';
import { edited, findingsOf, mapSpan, parameters } from './support';

/** The most fixes that are tried on one project. */
const MAX_FIXES = 3;

test('a fix mends its finding, brings no other, and changes digits alone', {
  timeout: 7_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(projects, fc.nat(), async (files, seed) => {
      const { workspace } = await workspaceOf(files);
      const findings = findingsOf(workspace);
      for (const finding of findings) checkFinding(workspace, finding);
      const fixes = findings.flatMap(finding => finding.fixes.map(fix => ({ finding, fix })));
      for (let tried = 0; tried < Math.min(MAX_FIXES, fixes.length); tried++) {
        const chosen = fixes[(seed + tried) % fixes.length];
        if (chosen) await checkFix(workspace, files, findings, chosen.finding, chosen.fix);
      }
    }),
    parameters(900),
  );
});

/** A finding stands inside its text, on what its message names. */
function checkFinding(workspace: Workspace, { uri, span, message, rule, related }: Finding): void {
  for (const place of [{ uri, span }, ...related]) {
    const length = workspace.document(place.uri)?.text.length ?? -1;
    expect(
      0 <= place.span.start && place.span.start < place.span.end && place.span.end <= length,
      message,
    ).toBe(true);
  }
  // The variables of two projects may give a file that both read two numbers.
  const document = workspace.projectsWith(uri).length > 1 ? undefined : workspace.document(uri);
  const written = workspace.document(uri)?.text.slice(span.start, span.end) ?? '';
  if (rule === 'unquoted-port' || rule === 'blocked-port') expect(message).toContain(written);
  if (!document || (rule !== 'privileged-port' && rule !== 'ephemeral-port')) return;
  const meant = occurrencesIn(workspace, document).filter(one => one.span.start === span.start);
  const named = meant.map(({ range }) => (range ? formatRange(range) : ''));
  expect(
    named.some(port => message.includes(port)),
    `${message} at ${written}`,
  ).toBe(true);
}

async function checkFix(
  workspace: Workspace,
  files: FileTexts,
  before: readonly Finding[],
  finding: Finding,
  fix: Fix,
): Promise<void> {
  const about = `${finding.rule} ${finding.uri} ${finding.span.start}: ${fix.title}`;
  checkEdits(workspace, finding, fix.edits, about);
  const changed = edited(workspace, files, fix.edits);
  expect(changed, about).toEqual(spliced(files, workspace, fix.edits));
  const { workspace: later } = await workspaceOf(changed);
  const after = findingsOf(later);
  const left = after.map(one => keyOf(one, []));
  expect(left, `${about}: still there`).not.toContain(keyOf(finding, fix.edits));
  const known = new Set(before.map(one => placeKeyOf(one, fix.edits)));
  const fresh = after.filter(one => !known.has(placeKeyOf(one, [])) && !isAllowed(finding, one));
  expect(
    fresh.map(one => `${one.uri} ${one.span.start} ${one.rule}: ${one.message}`),
    `${about}: new`,
  ).toEqual([]);
}

/**
 * What may come of a fix: once an invalid entry is mended it counts, and whatever it does is only now seen.
 * That other projects publish the port too is no more than a hint: they need not run at once. A URL that led nowhere may
 * by chance name the port that one was moved to.
 */
function isAllowed(mended: Finding, fresh: Finding): boolean {
  return mended.rule === 'invalid-port' || fresh.rule === 'shared-port' || fresh.rule === 'unreachable-port';
}

/** A finding by its place and, for two bindings that collide, by the other's. */
function keyOf(finding: Finding, edits: readonly Edit[]): string {
  const related = finding.rule === 'port-conflict' ? finding.related : [];
  const places = related.map(({ uri, span }) => `${uri} ${mapSpan(uri, span, edits).start}`);
  return `${placeKeyOf(finding, edits)} ${places.join(' ')}`;
}

function placeKeyOf({ rule, uri, span }: Finding, edits: readonly Edit[]): string {
  return `${rule} ${uri} ${mapSpan(uri, span, edits).start}`;
}

/** The edits of a move replace digits by digits, or name the port that a URL left out. */
function checkEdits(workspace: Workspace, { rule }: Finding, edits: readonly Edit[], about: string): void {
  expect(edits.length, about).toBeGreaterThan(0);
  const places = edits.map(({ uri, span }) => `${uri} ${span.start}`);
  expect(new Set(places).size, `${about}: one place twice`).toBe(places.length);
  for (const { uri, span, newText } of edits) {
    const text = workspace.document(uri)?.text ?? '';
    const old = text.slice(span.start, span.end);
    if (rule === 'unquoted-port') expect(newText, about).toBe(`"${old}"`);
    if (rule === 'unquoted-port' || rule === 'invalid-port') continue;
    if (old === '') {
      expect(newText, about).toMatch(/^:\d+$/);
      expect(text.slice(0, span.start), about).toMatch(/:\/\/[^\s/]+$/);
    } else {
      expect(old, about).toMatch(/^\d+(?:-\d+)?$/);
      expect(newText, about).toMatch(/^\d+(?:-\d+)?$/);
      expect(`${text[span.start - 1] ?? ''}${text[span.end] ?? ''}`, about).not.toMatch(/\d/);
    }
  }
}

/** The files with edits applied by offsets. */
function spliced(files: FileTexts, workspace: Workspace, edits: readonly Edit[]): FileTexts {
  const result = { ...files };
  for (const path of Object.keys(files)) {
    const own = edits
      .filter(({ uri }) => workspace.nameOf(uri) === path)
      .sort((a, b) => b.span.start - a.span.start);
    for (const { span, newText } of own) {
      const text = result[path] ?? '';
      result[path] = text.slice(0, span.start) + newText + text.slice(span.end);
    }
  }
  return result;
}
