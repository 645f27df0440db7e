import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MemoryWorkspace, ROOT, workspaceOf } from '../support/memory';
import { manifests } from './manifests';
import { type FileTexts, projects } from './projects';
import { findingsOf, parameters, snapshotOf } from './support';

/** What a person, or another program, does to a workspace. */
interface Step {
  readonly kind: 'open' | 'type' | 'close' | 'write' | 'create' | 'delete';
  /** Which file; files are counted round. */
  readonly file: number;
  /** Where in the text, of 1000. */
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
  /** Whether something is asked of the workspace in between, so that answers are kept. */
  readonly isAsked: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('open', 'type', 'type', 'type', 'close', 'write', 'create', 'delete'),
  file: fc.nat({ max: 30 }),
  at: fc.nat({ max: 1000 }),
  removed: fc.constantFrom(0, 0, 1, 3, 40),
  inserted: fc.constantFrom(
    '',
    '8',
    '\n',
    '  ',
    ':',
    '"',
    '- "80:80"\n',
    '🚢',
    '\r\n',
    '$PORT',
    '&shared ',
    '---\n',
    '{{ .Values.port }}',
    '- name: http\n',
    '#',
  ),
  isAsked: fc.boolean(),
});

test.each([
  ['Compose', projects, 500],
  ['Kubernetes', manifests, 200],
] as const)(
  'edits of files of %s, one after another, leave what reading them afresh gives',
  {
    timeout: 7_200_000,
  },
  async (_system, folders, count) => {
    await fc.assert(
      fc.asyncProperty(
        folders,
        folders,
        fc.array(step, { minLength: 1, maxLength: 12 }),
        async (files, others, steps) => {
          const memory = await workspaceOf(files);
          const open = new Map<string, string>();
          for (const one of steps) {
            await take(memory, open, files, others, one);
            if (one.isAsked) findingsOf(memory.workspace);
          }
          const final = Object.fromEntries(
            [...memory.texts, ...open].map(([uri, text]) => [uri.slice(ROOT.length), text]),
          );
          const { workspace: fresh } = await workspaceOf(final);
          expect(snapshotOf(memory.workspace)).toEqual(snapshotOf(fresh));
        },
      ),
      parameters(count),
    );
  },
);

async function take(
  { workspace, texts }: MemoryWorkspace,
  open: Map<string, string>,
  files: FileTexts,
  others: FileTexts,
  { kind, file, at, removed, inserted }: Step,
): Promise<void> {
  const paths = [...new Set([...Object.keys(files), ...Object.keys(others)])];
  const path = paths[file % paths.length] ?? '';
  const uri = ROOT + path;
  const text = open.get(uri) ?? texts.get(uri);
  const change = async (changed: string) => {
    open.set(uri, changed);
    await workspace.change(uri, changed);
  };
  const write = async (written: string) => {
    texts.set(uri, written);
    await workspace.refresh([uri]);
  };
  switch (kind) {
    case 'open':
      return change(text ?? others[path] ?? '');
    case 'type':
      return change(splice(text ?? '', at, removed, inserted));
    case 'close':
      if (!open.delete(uri)) return;
      return workspace.close(uri);
    case 'write':
      return write(splice(texts.get(uri) ?? files[path] ?? '', at, removed, inserted));
    case 'create':
      return write(others[path] ?? files[path] ?? '');
    case 'delete':
      texts.delete(uri);
      return workspace.refresh([uri]);
  }
}

function splice(text: string, at: number, removed: number, inserted: string): string {
  const start = Math.round((at * text.length) / 1000);
  return text.slice(0, start) + inserted + text.slice(start + removed);
}
