import { type SourceText, slice } from '../../../text/source-text';
import { itemsAt, mapsAt, scalarAt, type Tree } from '../../../text/yaml-tree';
import type { Document, WrittenPath } from '../../reading';
import { isKubernetesReading } from '../reading';
import { isKustomization } from '../resource';
import { isRemote } from './build';
import { treesOf } from './inline';
import { patchesOf } from './kustomization';

/** The fields that list files and folders, or what else these would hold. */
const LISTS = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'];

/** The fields that list files. */
const FILES = ['crds', 'configurations'];

/**
 * The paths of a kustomization: what it takes in, its patches and replacements, the files that it makes maps of, and those
 * that say how it is built.
 */
export function pathsIn({ uri, reading }: Document): readonly WrittenPath[] {
  if (!isKustomization(uri) || !isKubernetesReading(reading)) return [];
  const [tree] = treesOf(reading, uri).trees;
  if (tree?.kind !== 'map') return [];
  const patches: Tree[] = [];
  patchesOf(tree, ({ scalar, isPath }) => {
    if (isPath) patches.push(scalar);
    return { trees: [], isFaulty: true };
  });
  const generators = [...mapsAt(tree, 'configMapGenerator'), ...mapsAt(tree, 'secretGenerator')];
  const taken = [...LISTS, ...FILES].flatMap(field => itemsAt(tree, field));
  const charts = mapsAt(tree, 'helmCharts');
  const values = [
    ...generators.flatMap(map => [...itemsAt(map, 'envs'), scalarAt(map, 'env')]),
    ...mapsAt(tree, 'replacements').map(map => scalarAt(map, 'path')),
    ...charts.flatMap(map => [scalarAt(map, 'valuesFile'), ...itemsAt(map, 'additionalValuesFiles')]),
    scalarAt(tree, 'openapi', 'path'),
    scalarAt(tree, 'helmGlobals', 'chartHome'),
  ];
  const files = generators.flatMap(map => itemsAt(map, 'files')).flatMap(one => textOf(one) ?? []);
  return [
    ...[...taken, ...patches, ...values].flatMap(one => textOf(one) ?? []).map(text => ({ text })),
    ...files.map(behindKey),
  ].filter(({ text }) => !isRemote(text.value));
}

function textOf(tree: Tree | undefined): SourceText | undefined {
  return tree?.kind === 'scalar' && !tree.isNull && tree.text.value !== '' ? tree.text : undefined;
}

/** A file may have a key before it: `app.conf=files/app.conf`. Else its name is its key. */
function behindKey(text: SourceText): WrittenPath {
  const equals = text.value.indexOf('=');
  return equals < 0 ? { text, isKey: true } : { text: slice(text, equals + 1, text.value.length) };
}
