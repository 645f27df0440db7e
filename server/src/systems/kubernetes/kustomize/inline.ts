import { perObject } from '../../../text/per-object';
import { type Block, type SourceText, slice } from '../../../text/source-text';
import { parseYamlBlock } from '../../../text/yaml';
import { type ScalarTree, type Tree, treeOf } from '../../../text/yaml-tree';
import { cutDocuments } from '../documents';
import { restoreIn } from '../go-template';
import type { KubernetesReading } from '../reading';

/** Texts of YAML, each of its documents as a tree, or that they are none. */
export interface Trees {
  readonly trees: readonly Tree[];
  readonly isFaulty: boolean;
}

/**
 * The documents of YAML that a value holds, as the patch of a kustomization does. Each part leads to where it is written
 * in the file that the value stands in.
 */
export const treesWithin = perObject(({ text, uri }: ScalarTree): Trees => {
  const documents = cutDocuments(text.value).map(({ start, end }) => {
    const inner = slice(text, start, end);
    const yaml = parseYamlBlock(inner.value);
    const { tree } = treeOf(yaml, uri, as => as);
    return { isFaulty: yaml.faults.length > 0, trees: tree ? [moved(tree, inner)] : [] };
  });
  return {
    trees: documents.flatMap(({ trees }) => trees),
    isFaulty: documents.some(({ isFaulty }) => isFaulty),
  };
});

/** A tree of a text that is part of another. */
function moved(tree: Tree, within: SourceText): Tree {
  const placed = { block: within.block, span: slice(within, tree.span.start, tree.span.end).span };
  switch (tree.kind) {
    case 'scalar': {
      const text = movedText(tree.text, within);
      return { ...tree, ...placed, text, number: tree.number && movedText(tree.number, within) };
    }
    case 'list':
      return { ...tree, ...placed, items: tree.items.map(item => moved(item, within)) };
    case 'map': {
      const entries = [...tree.entries].map(([key, value]) => [key, moved(value, within)] as const);
      return { ...tree, ...placed, entries: new Map(entries) };
    }
  }
}

function movedText(text: SourceText, within: SourceText): SourceText {
  const { value, span } = text;
  const only = text.pieces.length === 1 ? text.pieces[0] : undefined;
  if (only?.kind === 'literal') return slice(within, only.offset, only.offset + only.length);
  const place = slice(within, span.start, span.end).span;
  const pieces = value === '' ? [] : [{ kind: 'opaque' as const, at: 0, length: value.length, span: place }];
  return { value, block: within.block, pieces, span: place };
}

/** The documents of a file, also those of kinds without ports: a patch may be of any, and a JSON patch is of none. */
export function treesOf(reading: KubernetesReading, uri: string): Trees {
  const trees = reading.documents.flatMap(
    ({ tree, block, part }) =>
      tree ?? treeOfBlock(block, reading.text.slice(part.start, part.end), uri) ?? [],
  );
  return { trees, isFaulty: reading.troubles.length > 0 };
}

/** What it says counts from the start of the block that is known of the file. */
const treeOfBlock = perObject(
  (block: Block, source: string, uri: string): Tree | undefined =>
    treeOf({ ...parseYamlBlock(source), block }, uri, restoreIn(source)).tree,
);
