import { t } from '@vscode/l10n';
import { spend } from '../../text/effort';
import { addTo } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import type { Directive, TopBlock } from './caddyfile';

/** The snippets of a file by their names. */
interface Snippets {
  readonly directives: ReadonlyMap<string, readonly Directive[]>;
  /** How much each stands for; none of one that brings in what is not known, or itself. */
  readonly extents: ReadonlyMap<string, Extent>;
}

/** How many directives something stands for, those that bring in others among them, and through how many snippets. */
interface Extent {
  readonly count: number;
  readonly steps: number;
}

/** Snippets that bring in each other are followed so many steps, and a site gets no more directives by them. */
const MAX_STEPS = 8;
const MAX_DIRECTIVES = 2000;

/** The directives of a site with those of snippets in their place; undefined where they are not known, or too many. */
export function directivesOf(
  { directives }: TopBlock,
  blocks: readonly TopBlock[],
): readonly Directive[] | undefined {
  const snippets = snippetsIn(blocks);
  const extent = extentOf(directives, snippets.extents);
  if (!extent || isTooMuch(extent)) return undefined;
  spend(extent.count);
  return broughtIn(directives, snippets);
}

/** The limit that leaves out what a site of a file brings in, if one does. */
export function limitsOfSnippets(blocks: readonly TopBlock[]): readonly string[] {
  const { extents } = snippetsIn(blocks);
  const isCut = blocks.some(({ kind, directives }) => {
    const extent = kind === 'site' ? extentOf(directives, extents) : undefined;
    return extent !== undefined && isTooMuch(extent);
  });
  const message = t(
    'A site brings in more than {0},000 directives, or snippets within more than {1} others, the most that Portolan reads.',
    // In thousands, for languages mark these differently.
    MAX_DIRECTIVES / 1000,
    MAX_STEPS,
  );
  return isCut ? [message] : [];
}

/** Whether a directive brings in a snippet or a file. */
export function isImport({ words: [name] }: Directive): boolean {
  return name?.value === 'import';
}

function isTooMuch({ count, steps }: Extent): boolean {
  return steps > 0 && (count > MAX_DIRECTIVES || steps > MAX_STEPS);
}

const snippetsIn = perObject((blocks: readonly TopBlock[]): Snippets => {
  const directives = new Map(
    blocks.flatMap(block => {
      const [name] = block.keys;
      return block.kind === 'snippet' && name ? [[name.value.slice(1, -1), block.directives] as const] : [];
    }),
  );
  return { directives, extents: extentsOf(directives) };
});

/** Each after those that it brings in, so that a circle is never come to. */
function extentsOf(snippets: Snippets['directives']): Snippets['extents'] {
  const importers = new Map<string, string[]>();
  const left = new Map<string, number>();
  for (const [name, directives] of snippets) {
    const imports = directives.filter(isImport);
    for (const one of imports) addTo(importers, nameIn(one), name);
    left.set(name, imports.length);
  }
  const extents = new Map<string, Extent>();
  const ready = [...snippets.keys()].filter(name => left.get(name) === 0);
  for (const name of ready) {
    const extent = extentOf(snippets.get(name) ?? [], extents);
    if (extent) extents.set(name, extent);
    for (const importer of importers.get(name) ?? []) {
      const rest = (left.get(importer) ?? 0) - 1;
      left.set(importer, rest);
      if (rest === 0) ready.push(importer);
    }
  }
  return extents;
}

function extentOf(directives: readonly Directive[], extents: Snippets['extents']): Extent | undefined {
  let [count, steps] = [directives.length, 0];
  for (const directive of directives) {
    const extent = isImport(directive) ? extents.get(nameIn(directive)) : NOTHING;
    if (!extent) return undefined;
    count += extent.count;
    steps = Math.max(steps, extent.steps + 1);
  }
  return { count, steps };
}

/** What a directive brings in that is none to do so. */
const NOTHING: Extent = { count: 0, steps: -1 };

function broughtIn(directives: readonly Directive[], snippets: Snippets): readonly Directive[] {
  return directives.flatMap(one =>
    isImport(one) ? broughtIn(snippets.directives.get(nameIn(one)) ?? [], snippets) : [one],
  );
}

function nameIn({ words: [, name] }: Directive): string {
  return name?.value ?? '';
}
