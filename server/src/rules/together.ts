import { countBefore } from '../ports/bisect';
import { type PortRange, parsePortRange, rangesOverlap } from '../ports/port';
import { groupBy } from '../text/group-by';
import type { Edit, Span } from '../text/spans';
import type { Fix } from './finding';

/** Fixes that can be applied in one go. */
export interface FixPlan {
  readonly fixes: readonly Fix[];
  /** The edits of each file, in the order of its text. They do not overlap. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

/**
 * Chooses from fixes, in their order, those that can be applied together, each whole or not at all: one is left
 * out where it would overlap an earlier one, reach into a file that may not be written, or move a port to where an
 * earlier one moves another.
 */
export function planFixes(fixes: Iterable<Fix>, mayWrite: (uri: string) => boolean = () => true): FixPlan {
  const chosen: Fix[] = [];
  const edits = new Map<string, Edit[]>();
  const given: PortRange[] = [];
  for (const fix of fixes) {
    if (fix.edits.length === 0 || !fix.edits.every(({ uri }) => mayWrite(uri))) continue;
    const added = fix.edits.filter(edit => !isPlanned(edits.get(edit.uri) ?? [], edit));
    const ports = fix.safe ? [] : added.flatMap(({ newText }) => portsIn(newText));
    // What an earlier fix does already takes no other port.
    if (ports.some(port => given.some(other => rangesOverlap(port, other)))) continue;
    if (clashes(added) || added.some(edit => clashesWith(edits.get(edit.uri) ?? [], edit))) continue;
    for (const edit of added) insert(edits, edit);
    given.push(...ports);
    chosen.push(fix);
  }
  return { fixes: chosen, edits };
}

/** The ports that an edit writes: `8080`, `8000-8001`, or `:8080` behind a host. */
function portsIn(newText: string): readonly PortRange[] {
  const range = parsePortRange(newText.replace(/^:/, ''));
  return typeof range === 'string' ? [] : [range];
}

/** Sorted by place, edits that touch each other are neighbours, or have one that touches its neighbour between them. */
function clashes(own: readonly Edit[]): boolean {
  return [...groupBy(own, ({ uri }) => uri).values()].some(inFile => {
    const sorted = inFile.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    return sorted.some((edit, index) => {
      const next = sorted[index + 1];
      return next !== undefined && clash(edit.span, next.span);
    });
  });
}

function isPlanned(sorted: readonly Edit[], edit: Edit): boolean {
  const other = sorted[indexFor(sorted, edit.span)];
  return other !== undefined && isSameSpan(other.span, edit.span) && other.newText === edit.newText;
}

/** Edits do not overlap, so only the neighbours of a place can touch it. */
function clashesWith(sorted: readonly Edit[], { span }: Edit): boolean {
  const at = indexFor(sorted, span);
  return [sorted[at - 1], sorted[at]].some(other => other !== undefined && clash(other.span, span));
}

function insert(edits: Map<string, Edit[]>, edit: Edit): void {
  const sorted = edits.get(edit.uri) ?? [];
  sorted.splice(indexFor(sorted, edit.span), 0, edit);
  edits.set(edit.uri, sorted);
}

/** Where the edit of a span belongs: an insertion stands before what replaces the text behind it. */
function indexFor(sorted: readonly Edit[], { start, end }: Span): number {
  return countBefore(sorted, ({ span }) => (span.start - start || span.end - end) < 0);
}

function isSameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Two insertions at one place clash too: nothing says which comes first. */
function clash(a: Span, b: Span): boolean {
  return isSameSpan(a, b) || (a.start < b.end && b.start < a.end);
}
